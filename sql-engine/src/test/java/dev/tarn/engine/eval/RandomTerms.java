package dev.tarn.engine.eval;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.function.operator.FittingOperators;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Random expressions over columns of the types that loops compute with, most of it what they can
/// compute, with other calls and lazy forms in between.
final class RandomTerms {
    static final Decimal PRICE = new Decimal(9, 2);
    static final Decimal RATE = new Decimal(3, 1);
    static final Decimal LONG_DECIMAL = new Decimal(18, 4);

    /// The types of the columns; each is there twice.
    static final List<DataType> TYPES =
            List.of(
                    DataType.INTEGER,
                    DataType.BIGINT,
                    DataType.REAL,
                    DataType.DOUBLE,
                    DataType.DATE,
                    DataType.BOOLEAN,
                    PRICE,
                    RATE,
                    LONG_DECIMAL);

    private static final List<String> COMPARISONS =
            List.of(
                    "equal",
                    "not_equal",
                    "less_than",
                    "less_than_or_equal",
                    "greater_than",
                    "greater_than_or_equal");

    private final Random random;

    RandomTerms(Random random) {
        this.random = random;
    }

    /// The types of the batches' columns.
    static List<DataType> columnTypes() {
        return IntStream.range(0, 2 * TYPES.size())
                .mapToObj(ordinal -> TYPES.get(ordinal / 2))
                .toList();
    }

    /// An expression of any type.
    Expr any(int depth) {
        return of(TYPES.get(random.nextInt(TYPES.size())), depth);
    }

    private Expr of(DataType type, int depth) {
        if (depth == 0) {
            return leaf(type);
        }
        switch (random.nextInt(20)) {
            case 0 -> {
                return leaf(type);
            }
            case 1 -> {
                Expr.Branch branch =
                        new Expr.Branch(of(DataType.BOOLEAN, depth - 1), of(type, depth - 1));
                return new Expr.Case(List.of(branch), of(type, depth - 1), type);
            }
            case 2 -> {
                return call("coalesce", of(type, depth - 1), of(type, depth - 1));
            }
            case 3 -> {
                return call("try", of(type, depth - 1));
            }
            default -> {}
        }
        return switch (type) {
            case Decimal decimal -> decimal(decimal, depth - 1);
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> condition(depth - 1);
                        case INTEGER -> integer(type, DataType.BIGINT, depth - 1);
                        case BIGINT -> integer(type, DataType.INTEGER, depth - 1);
                        case REAL, DOUBLE -> floating(type, depth - 1);
                        default -> leaf(type);
                    };
            default -> leaf(type);
        };
    }

    private Expr leaf(DataType type) {
        if (random.nextInt(3) > 0) {
            return new Expr.Column(2 * TYPES.indexOf(type) + random.nextInt(2), type);
        }
        if (random.nextInt(30) == 0) {
            return new Expr.Literal(null, type);
        }
        int small = random.nextInt(-3, 12);
        Object value =
                switch (type) {
                    case Decimal _ -> BigInteger.valueOf(small);
                    case DataType.Simple simple ->
                            switch (simple) {
                                case INTEGER, DATE -> (Object) small;
                                case BIGINT ->
                                        random.nextInt(20) == 0 ? Long.MAX_VALUE : (long) small;
                                case REAL -> small / 2f;
                                case DOUBLE -> small / 4.0;
                                default -> small < 3;
                            };
                    default -> throw new IllegalArgumentException("No literal of " + type);
                };
        return new Expr.Literal(value, type);
    }

    private Expr integer(DataType type, DataType other, int depth) {
        return switch (random.nextInt(9)) {
            case 0, 1 -> call("add", of(type, depth), of(type, depth));
            case 2, 3 -> call("subtract", of(type, depth), of(type, depth));
            case 4 -> call("multiply", of(type, depth), of(type, depth));
            case 5 -> call("divide", of(type, depth), of(type, depth));
            case 6 -> call("modulus", of(type, depth), of(type, depth));
            case 7 -> call(random.nextBoolean() ? "negate" : "abs", of(type, depth));
            default -> new Expr.Cast(of(other, depth), type, false);
        };
    }

    private Expr floating(DataType type, int depth) {
        return switch (random.nextInt(9)) {
            case 0 -> call("add", of(type, depth), of(type, depth));
            case 1 -> call("subtract", of(type, depth), of(type, depth));
            case 2 -> call("multiply", of(type, depth), of(type, depth));
            case 3 -> call("divide", of(type, depth), of(type, depth));
            case 4, 5 -> {
                List<String> names =
                        type == DataType.DOUBLE
                                ? List.of("negate", "abs", "sqrt", "floor", "ceil", "round", "ln")
                                : List.of("negate", "abs", "floor");
                yield call(names.get(random.nextInt(names.size())), of(type, depth));
            }
            default -> {
                Expr number = any(depth);
                boolean converts = number.type() != DataType.DATE && !number.type().equals(type);
                yield converts ? new Expr.Cast(number, type, false) : leaf(type);
            }
        };
    }

    private Expr decimal(Decimal type, int depth) {
        Expr left = random.nextBoolean() ? of(PRICE, depth) : of(type, depth);
        Expr right = random.nextBoolean() ? of(RATE, depth) : of(type, depth);
        Expr result =
                switch (random.nextInt(7)) {
                    case 0 -> call("add", left, right);
                    case 1 -> call("subtract", left, right);
                    case 2 -> call("multiply", left, right);
                    case 3 -> call("negate", left);
                    case 4 -> fitting(left, right);
                    case 5 -> of(random.nextBoolean() ? DataType.INTEGER : DataType.BIGINT, depth);
                    default -> left;
                };
        return result.type().equals(type) ? result : new Expr.Cast(result, type, false);
    }

    /// Without checks; what does not fit wraps, alike in kernels and loops.
    private Expr fitting(Expr left, Expr right) {
        FittingOperators.Operation operation =
                FittingOperators.Operation.values()[random.nextInt(3)];
        int scaleOfLeft = ((Decimal) left.type()).scale();
        int scaleOfRight = ((Decimal) right.type()).scale();
        int scale =
                operation == FittingOperators.Operation.MULTIPLY
                        ? scaleOfLeft + scaleOfRight
                        : Math.max(scaleOfLeft, scaleOfRight);
        DataType type = new Decimal(Decimal.MAX_LONG_PRECISION, scale);
        return new Expr.Call(
                FittingOperators.arithmetic(operation, left.type(), right.type(), type),
                List.of(left, right));
    }

    private Expr condition(int depth) {
        return switch (random.nextInt(8)) {
            case 0 -> new Expr.Not(of(DataType.BOOLEAN, depth));
            case 1 ->
                    new Expr.And(List.of(of(DataType.BOOLEAN, depth), of(DataType.BOOLEAN, depth)));
            case 2 ->
                    new Expr.Or(List.of(of(DataType.BOOLEAN, depth), of(DataType.BOOLEAN, depth)));
            case 3 -> new Expr.IsNull(any(depth));
            default -> {
                DataType type = TYPES.get(random.nextInt(TYPES.size()));
                String name = COMPARISONS.get(random.nextInt(COMPARISONS.size()));
                yield call(name, of(type, depth), of(type, depth));
            }
        };
    }

    static Expr call(String name, Expr... arguments) {
        List<DataType> types = Arrays.stream(arguments).map(Expr::type).toList();
        ScalarFamily family = Functions.standard().scalar(name).orElseThrow();
        return new Expr.Call(family.bind(types).orElseThrow(), List.of(arguments));
    }
}
