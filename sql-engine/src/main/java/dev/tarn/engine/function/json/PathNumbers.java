package dev.tarn.engine.function.json;

import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.engine.function.json.PathNode.Operator;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Arithmetic of paths, as SQL has it: of exact numbers exact, within 38 digits, division with the
/// digits after the point of the operand that has more (whole numbers give a whole one); of
/// anything with a double a double.
final class PathNumbers {
    private PathNumbers() {}

    static JsonItem.Number computed(
            Operator operator, JsonItem.Number left, JsonItem.Number right) {
        return left.approximate() || right.approximate()
                ? JsonItem.Number.of(computed(operator, left.real(), right.real()))
                : exact(computed(operator, left.decimal(), right.decimal()));
    }

    private static double computed(Operator operator, double left, double right) {
        if (right == 0 && (operator == Operator.DIVIDE || operator == Operator.MODULUS)) {
            throw new JsonFailure("division by zero");
        }
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MODULUS -> left % right;
        };
    }

    private static BigDecimal computed(Operator operator, BigDecimal left, BigDecimal right) {
        if (right.signum() == 0 && (operator == Operator.DIVIDE || operator == Operator.MODULUS)) {
            throw new JsonFailure("division by zero");
        }
        int scale = Math.max(left.scale(), right.scale());
        return switch (operator) {
            case ADD -> left.add(right);
            case SUBTRACT -> left.subtract(right);
            case MULTIPLY -> left.multiply(right);
            case DIVIDE ->
                    left.divide(
                            right, scale, scale == 0 ? RoundingMode.DOWN : RoundingMode.HALF_UP);
            case MODULUS -> left.remainder(right);
        };
    }

    private static JsonItem.Number exact(BigDecimal value) {
        if (value.precision() > Decimal.MAX_PRECISION) {
            throw new JsonFailure("a number has more than %d digits", Decimal.MAX_PRECISION);
        }
        return JsonItem.Number.of(value);
    }

    static JsonItem.Number signed(boolean negative, JsonItem.Number number) {
        if (!negative) {
            return number;
        }
        return number.approximate()
                ? JsonItem.Number.of(-number.real())
                : JsonItem.Number.of(number.decimal().negate());
    }

    static JsonItem.Number absolute(JsonItem.Number number) {
        return signed(number.digits().startsWith("-"), number);
    }

    static JsonItem.Number rounded(JsonItem.Number number, RoundingMode mode) {
        if (!number.approximate()) {
            return JsonItem.Number.of(number.decimal().setScale(0, mode));
        }
        double value = number.real();
        return JsonItem.Number.of(
                mode == RoundingMode.CEILING ? Math.ceil(value) : Math.floor(value));
    }

    /// The item as a double: a number, or a text that spells one.
    static JsonItem.Number real(JsonItem item) {
        return switch (item) {
            case JsonItem.Number number -> JsonItem.Number.of(number.real());
            case JsonItem.Text(String text) -> {
                try {
                    yield JsonItem.Number.of(Double.parseDouble(text.strip()));
                } catch (NumberFormatException e) {
                    throw new JsonFailure("'%s' is no number", text);
                }
            }
            default ->
                    throw new JsonFailure("expected a number or a text, found %s", item.typeName());
        };
    }
}
