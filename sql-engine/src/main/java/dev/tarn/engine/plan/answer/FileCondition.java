package dev.tarn.engine.plan.answer;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;

/// Tells of a condition, by what a manifest says of a file, whether all rows of the file meet it,
/// or none does. As in WHERE, a row for which it is null does not meet it.
final class FileCondition {
    private static final BigInteger DAY_MICROS = BigInteger.valueOf(86_400_000_000L);
    private static final int INTEGER_DIGITS = 10;
    private static final int BIGINT_DIGITS = 19;

    /// Which rows of a file meet a condition.
    enum Verdict {
        ALL,
        NONE,
        UNKNOWN
    }

    /// Bounds of the values of an expression that are not null, in its type's unit.
    private record Range(BigInteger low, BigInteger high, boolean nulls) {
        boolean isOne() {
            return low.equals(high);
        }

        Range times(int digits) {
            BigInteger factor = BigInteger.TEN.pow(digits);
            return new Range(low.multiply(factor), high.multiply(factor), nulls);
        }
    }

    private final FileColumns file;

    FileCondition(FileColumns file) {
        this.file = file;
    }

    Verdict of(Expr condition) {
        return switch (condition) {
            case Expr.Literal literal ->
                    Boolean.TRUE.equals(literal.value()) ? Verdict.ALL : Verdict.NONE;
            case Expr.And and -> all(and.operands());
            case Expr.Or or -> any(or.operands());
            case Expr.IsNull isNull -> isNull(isNull.operand());
            case Expr.Not not ->
                    not.operand() instanceof Expr.IsNull isNull
                            ? opposite(isNull(isNull.operand()))
                            : Verdict.UNKNOWN;
            case Expr.In in -> in(in);
            case Expr.Call call -> call(call);
            case Expr.Column _, Expr.Parameter _, Expr.Cast _, Expr.Case _, Expr.FieldAccess _ ->
                    Verdict.UNKNOWN;
            case Expr.Lambda _ -> Verdict.UNKNOWN;
        };
    }

    private Verdict all(List<Expr> operands) {
        Verdict verdict = Verdict.ALL;
        for (Expr operand : operands) {
            Verdict one = of(operand);
            if (one == Verdict.NONE) {
                return one;
            }
            verdict = one == Verdict.ALL ? verdict : Verdict.UNKNOWN;
        }
        return verdict;
    }

    private Verdict any(List<Expr> operands) {
        Verdict verdict = Verdict.NONE;
        for (Expr operand : operands) {
            Verdict one = of(operand);
            if (one == Verdict.ALL) {
                return one;
            }
            verdict = one == Verdict.NONE ? verdict : Verdict.UNKNOWN;
        }
        return verdict;
    }

    private static Verdict opposite(Verdict verdict) {
        return switch (verdict) {
            case ALL -> Verdict.NONE;
            case NONE -> Verdict.ALL;
            case UNKNOWN -> Verdict.UNKNOWN;
        };
    }

    private Verdict isNull(Expr operand) {
        if (!(operand instanceof Expr.Column column)) {
            return Verdict.UNKNOWN;
        }
        long nulls = file.nulls(column.ordinal());
        return nulls == 0 ? Verdict.NONE : nulls == file.rows() ? Verdict.ALL : Verdict.UNKNOWN;
    }

    private Verdict in(Expr.In in) {
        Range range = range(in.operand());
        if (range == null) {
            return Verdict.UNKNOWN;
        }
        boolean isInside = false;
        for (Expr.Literal literal : in.values()) {
            BigInteger value = number(literal);
            if (value == null) {
                return Verdict.UNKNOWN;
            }
            boolean within = value.compareTo(range.low) >= 0 && value.compareTo(range.high) <= 0;
            if (within && range.isOne() && !range.nulls) {
                return Verdict.ALL;
            }
            isInside |= within;
        }
        return isInside ? Verdict.UNKNOWN : Verdict.NONE;
    }

    private Verdict call(Expr.Call call) {
        if (call.arguments().size() != 2) {
            return Verdict.UNKNOWN;
        }
        Expr left = call.arguments().get(0);
        Expr right = call.arguments().get(1);
        String name = call.function().name();
        if (right instanceof Expr.Literal literal) {
            return compared(name, range(left), number(literal));
        }
        return left instanceof Expr.Literal literal
                ? compared(mirrored(name), range(right), number(literal))
                : Verdict.UNKNOWN;
    }

    private static String mirrored(String name) {
        return switch (name) {
            case "less_than" -> "greater_than";
            case "less_than_or_equal" -> "greater_than_or_equal";
            case "greater_than" -> "less_than";
            case "greater_than_or_equal" -> "less_than_or_equal";
            case "equal", "not_equal" -> name;
            default -> "";
        };
    }

    private static Verdict compared(
            String name, @Nullable Range range, @Nullable BigInteger value) {
        if (range == null || value == null) {
            return Verdict.UNKNOWN;
        }
        int low = range.low.compareTo(value);
        int high = range.high.compareTo(value);
        return switch (name) {
            case "less_than" -> verdict(range, high < 0, low >= 0);
            case "less_than_or_equal" -> verdict(range, high <= 0, low > 0);
            case "greater_than" -> verdict(range, low > 0, high <= 0);
            case "greater_than_or_equal" -> verdict(range, low >= 0, high < 0);
            case "equal" -> verdict(range, low == 0 && high == 0, low > 0 || high < 0);
            case "not_equal" -> verdict(range, low > 0 || high < 0, low == 0 && high == 0);
            default -> Verdict.UNKNOWN;
        };
    }

    /// @param all whether all values that are not null meet the condition
    private static Verdict verdict(Range range, boolean all, boolean none) {
        return none ? Verdict.NONE : all && !range.nulls ? Verdict.ALL : Verdict.UNKNOWN;
    }

    /// The bounds of `expr`; null where they are not known. Of casts those that keep the order of
    /// values and never fail.
    private @Nullable Range range(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> {
                Expr.Literal lower = file.lower(column.ordinal());
                Expr.Literal upper = file.upper(column.ordinal());
                BigInteger low = lower == null ? null : number(lower);
                BigInteger high = upper == null ? null : number(upper);
                yield low == null || high == null || low.compareTo(high) > 0
                        ? null
                        : new Range(low, high, file.nulls(column.ordinal()) != 0);
            }
            case Expr.Cast cast -> {
                Range range = range(cast.operand());
                yield range == null ? null : cast(range, cast.operand().type(), cast.type());
            }
            case Expr.Literal _, Expr.Call _, Expr.And _, Expr.Or _, Expr.Not _ -> null;
            case Expr.IsNull _, Expr.In _, Expr.Case _, Expr.FieldAccess _ -> null;
            case Expr.Parameter _, Expr.Lambda _ -> null;
        };
    }

    private static @Nullable Range cast(Range range, DataType from, DataType to) {
        if (from instanceof DataType.Timestamp moment && !moment.nanos()) {
            if (to instanceof DataType.Timestamp wider) {
                return wider.withZone() == moment.withZone()
                                && !wider.nanos()
                                && wider.precision() >= moment.precision()
                        ? range
                        : null;
            }
            return to == DataType.DATE && !moment.withZone()
                    ? new Range(day(range.low), day(range.high), range.nulls)
                    : null;
        }
        int digits = wholeDigits(from);
        if (digits < 0) {
            return null;
        }
        if (to == DataType.BIGINT) {
            return from == DataType.INTEGER || from == DataType.BIGINT ? range : null;
        }
        int scale = from instanceof DataType.Decimal decimal ? decimal.scale() : 0;
        return to instanceof DataType.Decimal wider
                        && wider.scale() >= scale
                        && wider.precision() - wider.scale() >= digits
                ? range.times(wider.scale() - scale)
                : null;
    }

    /// How many digits values of `type` have before the point; -1 where they are no exact numbers.
    private static int wholeDigits(DataType type) {
        return type == DataType.INTEGER
                ? INTEGER_DIGITS
                : type == DataType.BIGINT
                        ? BIGINT_DIGITS
                        : type instanceof DataType.Decimal decimal
                                ? decimal.precision() - decimal.scale()
                                : -1;
    }

    private static BigInteger day(BigInteger micros) {
        return BigInteger.valueOf(Math.floorDiv(micros.longValueExact(), DAY_MICROS.longValue()));
    }

    private static @Nullable BigInteger number(Expr.Literal literal) {
        return switch (literal.value()) {
            case Integer number -> BigInteger.valueOf(number);
            case Long number -> BigInteger.valueOf(number);
            case BigInteger number -> number;
            case null, default -> null;
        };
    }
}
