package dev.tarn.engine.function.json;

import dev.tarn.engine.function.json.JsonItem.Constant;
import dev.tarn.engine.function.json.PathNode.Comparison;
import dev.tarn.engine.function.json.PathNode.Condition;
import dev.tarn.engine.function.json.PathNode.Expr;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// Conditions of filters, in three values: what fails is unknown, never an error.
///
/// A condition over several items is true if it is of one of them. An item that it cannot be asked
/// of (a text compared with a number) makes it unknown: in strict mode always, in lax mode where it
/// comes before one that it is true of.
final class PathConditions {
    private final PathEvaluation evaluation;

    PathConditions(PathEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    enum Truth {
        TRUE,
        FALSE,
        UNKNOWN;

        static Truth of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    Truth test(Condition condition) {
        evaluation.step();
        return switch (condition) {
            case PathNode.And(Condition left, Condition right) -> {
                Truth first = test(left);
                Truth second = first == Truth.FALSE ? first : test(right);
                yield second == Truth.FALSE || first == Truth.TRUE ? second : first;
            }
            case PathNode.Or(Condition left, Condition right) -> {
                Truth first = test(left);
                Truth second = first == Truth.TRUE ? first : test(right);
                yield second == Truth.TRUE || first == Truth.FALSE ? second : first;
            }
            case PathNode.Not(Condition operand) ->
                    switch (test(operand)) {
                        case TRUE -> Truth.FALSE;
                        case FALSE -> Truth.TRUE;
                        case UNKNOWN -> Truth.UNKNOWN;
                    };
            case PathNode.IsUnknown(Condition operand) -> Truth.of(test(operand) == Truth.UNKNOWN);
            case PathNode.Exists(Expr path) -> {
                List<JsonItem> items = itemsOrNull(path, false);
                yield items == null ? Truth.UNKNOWN : Truth.of(!items.isEmpty());
            }
            case PathNode.Compare(Comparison comparison, Expr left, Expr right) -> {
                List<JsonItem> rights = itemsOrNull(right, true);
                yield rights == null
                        ? Truth.UNKNOWN
                        : any(
                                left,
                                item -> any(rights, other -> compared(comparison, item, other)));
            }
            case PathNode.StartsWith(Expr path, Expr prefix) -> {
                List<JsonItem> prefixes = itemsOrNull(prefix, true);
                yield prefixes != null
                                && prefixes.size() == 1
                                && prefixes.getFirst() instanceof JsonItem.Text(String start)
                        ? any(path, item -> ofText(item, text -> text.startsWith(start)))
                        : Truth.UNKNOWN;
            }
            case PathNode.LikeRegex(Expr path, var pattern) ->
                    any(path, item -> ofText(item, text -> pattern.matcher(text).find()));
        };
    }

    private @Nullable List<JsonItem> itemsOrNull(Expr expr, boolean unwrapped) {
        try {
            return unwrapped ? evaluation.unwrapped(expr) : evaluation.items(expr);
        } catch (JsonFailure e) {
            return null;
        }
    }

    private Truth any(Expr path, Function<JsonItem, Truth> condition) {
        List<JsonItem> items = itemsOrNull(path, true);
        return items == null ? Truth.UNKNOWN : any(items, condition);
    }

    private Truth any(List<JsonItem> items, Function<JsonItem, Truth> condition) {
        Truth result = Truth.FALSE;
        for (JsonItem item : items) {
            evaluation.step();
            Truth truth = condition.apply(item);
            boolean decides = evaluation.lax() ? truth != Truth.FALSE : truth == Truth.UNKNOWN;
            if (decides) {
                return truth;
            }
            result = truth == Truth.TRUE ? truth : result;
        }
        return result;
    }

    private static Truth ofText(JsonItem item, java.util.function.Predicate<String> condition) {
        return item instanceof JsonItem.Text(String text)
                ? Truth.of(condition.test(text))
                : Truth.UNKNOWN;
    }

    /// JSON's null equals null, differs from everything else and has no order; other items compare
    /// within their type.
    private static Truth compared(Comparison comparison, JsonItem left, JsonItem right) {
        if (left == Constant.NULL || right == Constant.NULL) {
            boolean equal = left == right;
            return Truth.of(
                    switch (comparison) {
                        case EQUAL -> equal;
                        case NOT_EQUAL -> !equal;
                        case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> false;
                    });
        }
        Integer order = order(left, right);
        if (order == null) {
            return Truth.UNKNOWN;
        }
        return Truth.of(
                switch (comparison) {
                    case EQUAL -> order == 0;
                    case NOT_EQUAL -> order != 0;
                    case LESS -> order < 0;
                    case LESS_OR_EQUAL -> order <= 0;
                    case GREATER -> order > 0;
                    case GREATER_OR_EQUAL -> order >= 0;
                });
    }

    /// How two items of one type compare; texts by code points. Null where they do not.
    private static @Nullable Integer order(JsonItem left, JsonItem right) {
        if (left instanceof JsonItem.Number a && right instanceof JsonItem.Number b) {
            return a.approximate() || b.approximate()
                    ? Double.compare(a.real() + 0.0, b.real() + 0.0)
                    : a.decimal().compareTo(b.decimal());
        }
        if (left instanceof JsonItem.Text(String a) && right instanceof JsonItem.Text(String b)) {
            return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
        }
        boolean booleans =
                left instanceof Constant && right instanceof Constant && left != Constant.NULL;
        return booleans ? Boolean.compare(left == Constant.TRUE, right == Constant.TRUE) : null;
    }
}
