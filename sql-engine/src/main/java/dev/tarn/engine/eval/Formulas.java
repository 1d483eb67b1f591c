package dev.tarn.engine.eval;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.fuse.Lane;
import dev.tarn.engine.fuse.Operation;
import dev.tarn.engine.fuse.ShapeBuilder;
import dev.tarn.engine.kernel.Int128;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The functions that have a [Formula]: a few machine operations on numbers of one word, null where
/// an operand is, by which loops gain. Those of casts are in [ConversionFormulas].
///
/// Arithmetic of INTEGER, comparisons of whole numbers and logic have none: their kernels compute
/// more rows at once than a loop with wider values in it.
final class Formulas {
    private Formulas() {}

    /// The formula of `function`; null if it has none.
    static @Nullable Formula of(ScalarFunction function) {
        List<DataType> parameters = function.parameterTypes();
        DataType result = function.resultType();
        if (parameters.isEmpty()
                || lane(result) == null
                || parameters.stream().anyMatch(type -> lane(type) == null)) {
            return null;
        }
        DataType first = parameters.getFirst();
        String name = function.name();
        return switch (name) {
            case "cast" -> ConversionFormulas.of(first, result, true);
            case "fitting_cast" -> ConversionFormulas.of(first, result, false);
            case "fitting_add", "fitting_subtract", "fitting_multiply" ->
                    decimals(name.substring("fitting_".length()), parameters, result);
            default ->
                    parameters.stream().allMatch(Decimal.class::isInstance)
                            ? decimals(name, parameters, result)
                            : ofOneType(name, parameters, result);
        };
    }

    /// The lane that has the arrays of `type`; null if there is none.
    static @Nullable Lane lane(DataType type) {
        return switch (type.physical()) {
            case BOOLEAN -> Lane.BOOLEAN;
            case INT -> Lane.INT;
            case LONG -> Lane.LONG;
            case FLOAT -> Lane.FLOAT;
            case DOUBLE -> Lane.DOUBLE;
            case INT128, BYTES, LIST, MAP, STRUCT -> null;
        };
    }

    private static @Nullable Formula ofOneType(
            String name, List<DataType> parameters, DataType result) {
        DataType type = parameters.getFirst();
        if (!parameters.stream().allMatch(type::equals)) {
            return null;
        }
        if (result == DataType.BOOLEAN) {
            return type == DataType.DOUBLE ? comparison(name) : null;
        }
        Operation operation =
                type == DataType.DOUBLE
                        ? ofDoubles(name)
                        : type == DataType.REAL
                                ? ofReals(name)
                                : type == DataType.BIGINT ? ofBigints(name) : null;
        return operation == null || operation.arity() != parameters.size() || !result.equals(type)
                ? null
                : Formula.of(operation);
    }

    private static @Nullable Operation ofDoubles(String name) {
        return switch (name) {
            case "add" -> Operation.ADD_DOUBLES;
            case "subtract" -> Operation.SUBTRACT_DOUBLES;
            case "multiply" -> Operation.MULTIPLY_DOUBLES;
            case "divide" -> Operation.DIVIDE_DOUBLES;
            case "negate" -> Operation.NEGATE_DOUBLE;
            case "abs" -> Operation.ABS_DOUBLE;
            case "sqrt" -> Operation.SQRT;
            case "floor" -> Operation.FLOOR;
            case "ceil", "ceiling" -> Operation.CEIL;
            default -> null;
        };
    }

    private static @Nullable Operation ofReals(String name) {
        return switch (name) {
            case "add" -> Operation.ADD_FLOATS;
            case "subtract" -> Operation.SUBTRACT_FLOATS;
            case "multiply" -> Operation.MULTIPLY_FLOATS;
            case "divide" -> Operation.DIVIDE_FLOATS;
            case "negate" -> Operation.NEGATE_FLOAT;
            default -> null;
        };
    }

    private static @Nullable Operation ofBigints(String name) {
        return switch (name) {
            case "add" -> Operation.ADD_LONGS_EXACT;
            case "subtract" -> Operation.SUBTRACT_LONGS_EXACT;
            case "multiply" -> Operation.MULTIPLY_LONGS_EXACT;
            case "divide" -> Operation.DIVIDE_LONGS_EXACT;
            case "modulus", "mod" -> Operation.MODULUS_LONGS_EXACT;
            case "negate" -> Operation.NEGATE_LONG_EXACT;
            case "abs" -> Operation.ABS_LONG_EXACT;
            default -> null;
        };
    }

    private static @Nullable Formula comparison(String name) {
        return switch (name) {
            case "equal" -> Formula.of(Operation.EQUAL_DOUBLES);
            case "not_equal" -> Formula.of(Operation.NOT_EQUAL_DOUBLES);
            case "less_than" -> Formula.of(Operation.LESS_DOUBLES);
            case "less_than_or_equal" -> Formula.of(Operation.LESS_OR_EQUAL_DOUBLES);
            case "greater_than" -> swapped(Operation.LESS_DOUBLES);
            case "greater_than_or_equal" -> swapped(Operation.LESS_OR_EQUAL_DOUBLES);
            default -> null;
        };
    }

    private static Formula swapped(Operation operation) {
        return (shape, operands) -> shape.apply(operation, operands[1], operands[0]);
    }

    /// Of decimals whose type bounds them, or of numbers that are proven to fit: without checks.
    private static @Nullable Formula decimals(
            String name, List<DataType> parameters, DataType result) {
        int ofLeft = scale(result) - scale(parameters.getFirst());
        int ofRight = scale(result) - scale(parameters.getLast());
        return switch (name) {
            case "add" -> scaled(Operation.ADD_LONGS, ofLeft, ofRight);
            case "subtract" -> scaled(Operation.SUBTRACT_LONGS, ofLeft, ofRight);
            case "multiply" -> Formula.of(Operation.MULTIPLY_LONGS);
            case "negate" -> Formula.of(Operation.NEGATE_LONG);
            default -> null;
        };
    }

    /// `operation` of sides with as many more zeros.
    private static Formula scaled(Operation operation, int ofLeft, int ofRight) {
        return (shape, operands) ->
                shape.apply(
                        operation,
                        scaledUp(shape, operands[0], ofLeft),
                        scaledUp(shape, operands[1], ofRight));
    }

    /// The long at `number` with `digits` more zeros.
    static int scaledUp(ShapeBuilder shape, int number, int digits) {
        if (digits == 0) {
            return number;
        }
        int power = shape.constant(Lane.LONG, Int128.powerLow(digits));
        return shape.apply(Operation.MULTIPLY_LONGS, number, power);
    }

    static int scale(DataType type) {
        return type instanceof Decimal decimal ? decimal.scale() : 0;
    }
}
