package dev.tarn.engine.plan.answer;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.AggregateCall;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// One aggregate of one group, a file at a time.
final class Total {

    /// What is added up.
    enum Kind {
        ROWS,
        VALUES,
        DISTINCT_VALUES,
        LEAST,
        GREATEST;

        /// What `call` asks for; null where manifests never tell.
        static @Nullable Kind of(AggregateCall call) {
            if (call.filter() != null || !call.order().isEmpty() || call.arguments().size() > 1) {
                return null;
            }
            boolean isOfRows = call.arguments().isEmpty();
            return switch (call.function().name()) {
                case "count" ->
                        isOfRows
                                ? call.distinct() ? null : ROWS
                                : call.distinct() ? DISTINCT_VALUES : VALUES;
                case "min" -> isOfRows ? null : LEAST;
                case "max" -> isOfRows ? null : GREATEST;
                default -> null;
            };
        }
    }

    private final Kind kind;
    private final Set<Object> values = new HashSet<>();
    private long count;
    private @Nullable Object extreme;

    Total(Kind kind) {
        this.kind = kind;
    }

    /// Adds all rows of `file`, of which `argument` is the value.
    ///
    /// @param argument a literal, or a column of the file; null for ROWS
    /// @return false where the manifest does not tell
    boolean add(@Nullable Expr argument, FileColumns file) {
        return switch (argument) {
            case Expr.Literal literal -> {
                Object value = literal.value();
                yield value == null || add(value, literal.type(), file.rows());
            }
            case Expr.Column column -> add(column, file);
            case null -> {
                count += file.rows();
                yield kind == Kind.ROWS;
            }
            default -> false;
        };
    }

    private boolean add(Object value, DataType type, long rows) {
        switch (kind) {
            case ROWS -> {
                return false;
            }
            case VALUES -> count += rows;
            case DISTINCT_VALUES -> values.add(value);
            case LEAST, GREATEST -> extend(value);
        }
        return FileColumns.isKept(type) || kind == Kind.VALUES;
    }

    private boolean add(Expr.Column column, FileColumns file) {
        long nulls = file.nulls(column.ordinal());
        if (nulls == file.rows()) {
            return true;
        }
        return switch (kind) {
            case ROWS, DISTINCT_VALUES -> false;
            case VALUES -> {
                count += file.rows() - nulls;
                yield nulls >= 0;
            }
            case LEAST -> add(file.lower(column.ordinal()), column, file);
            case GREATEST -> add(file.upper(column.ordinal()), column, file);
        };
    }

    private boolean add(Expr.@Nullable Literal bound, Expr.Column column, FileColumns file) {
        Object value = bound == null ? null : bound.value();
        if (value == null || !file.areBoundsValues(column.ordinal())) {
            return false;
        }
        extend(value);
        return true;
    }

    private void extend(Object value) {
        Object now = extreme;
        int order = now == null ? 0 : compare(value, now);
        if (now == null || (kind == Kind.LEAST ? order < 0 : order > 0)) {
            extreme = value;
        }
    }

    /// Two values of one type, in its order.
    private static int compare(Object a, Object b) {
        return switch (a) {
            case Integer number -> number.compareTo((Integer) b);
            case Long number -> number.compareTo((Long) b);
            case BigInteger number -> number.compareTo((BigInteger) b);
            case Boolean truth -> truth.compareTo((Boolean) b);
            case String text ->
                    Arrays.compareUnsigned(
                            text.getBytes(StandardCharsets.UTF_8),
                            ((String) b).getBytes(StandardCharsets.UTF_8));
            default -> throw new IllegalStateException("No order of " + a.getClass());
        };
    }

    Expr.Literal result(DataType type) {
        return switch (kind) {
            case ROWS, VALUES -> new Expr.Literal(count, type);
            case DISTINCT_VALUES -> new Expr.Literal((long) values.size(), type);
            case LEAST, GREATEST -> new Expr.Literal(extreme, type);
        };
    }
}
