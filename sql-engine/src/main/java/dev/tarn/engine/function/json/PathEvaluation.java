package dev.tarn.engine.function.json;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.json.JsonItem.Elements;
import dev.tarn.engine.function.json.JsonItem.Member;
import dev.tarn.engine.function.json.JsonItem.Members;
import dev.tarn.engine.function.json.PathNode.Expr;
import dev.tarn.engine.function.json.PathNode.Subscript;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One evaluation of a path over one document. It takes at most ten million steps, so that
/// subscripts and comparisons that multiply come to an end. Not thread-safe.
final class PathEvaluation {
    private static final int MAX_STEPS = 10_000_000;

    private final boolean lax;
    private final JsonItem document;
    private final Map<String, List<JsonItem>> passed;
    private final PathConditions conditions = new PathConditions(this);
    private @Nullable JsonItem current;
    private int last = -1;
    private int steps;
    private long objects;

    PathEvaluation(boolean lax, JsonItem document, Map<String, List<JsonItem>> passed) {
        this.lax = lax;
        this.document = document;
        this.passed = passed;
    }

    boolean lax() {
        return lax;
    }

    /// Counts a step.
    void step() {
        steps++;
        if (steps > MAX_STEPS) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "A path into JSON takes more than %,d steps for one document"
                            .formatted(MAX_STEPS));
        }
    }

    /// What `expr` gives.
    List<JsonItem> items(Expr expr) {
        step();
        return switch (expr) {
            case PathNode.Context ignored -> List.of(document);
            case PathNode.Variable(String name) -> variable(name);
            case PathNode.Current ignored -> List.of(current == null ? document : current);
            case PathNode.Last ignored -> List.of(JsonItem.Number.of(last));
            case PathNode.Literal(JsonItem item) -> List.of(item);
            case PathNode.Member(Expr base, String name) -> members(unwrapped(base), name);
            case PathNode.AnyMember(Expr base) -> members(unwrapped(base), null);
            case PathNode.Descendant(Expr base, String name) -> {
                List<JsonItem> out = new ArrayList<>();
                items(base).forEach(item -> descend(item, name, out));
                yield out;
            }
            case PathNode.Element(Expr base, List<Subscript> subscripts) ->
                    elements(items(base), subscripts);
            case PathNode.AnyElement(Expr base) -> {
                List<JsonItem> out = new ArrayList<>();
                items(base).forEach(item -> addAll(out, array(item)));
                yield out;
            }
            case PathNode.Filter(Expr base, PathNode.Condition condition) ->
                    filtered(unwrapped(base), condition);
            case PathNode.Call(Expr base, PathNode.Method method) -> called(base, method);
            case PathNode.Sign(boolean negative, Expr operand) -> {
                List<JsonItem> out = new ArrayList<>();
                unwrapped(operand)
                        .forEach(item -> out.add(PathNumbers.signed(negative, number(item))));
                yield out;
            }
            case PathNode.Arithmetic(PathNode.Operator operator, Expr left, Expr right) ->
                    List.of(PathNumbers.computed(operator, operand(left), operand(right)));
        };
    }

    private List<JsonItem> variable(String name) {
        List<JsonItem> items = passed.get(name);
        if (items == null) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "PASSING gives no value for $%s of a path into JSON".formatted(name));
        }
        return items;
    }

    /// What `expr` gives, in lax mode with the elements of arrays in place of these.
    List<JsonItem> unwrapped(Expr expr) {
        List<JsonItem> items = items(expr);
        if (!lax || items.stream().noneMatch(Elements.class::isInstance)) {
            return items;
        }
        List<JsonItem> out = new ArrayList<>();
        for (JsonItem item : items) {
            addAll(out, item instanceof Elements(List<JsonItem> inner) ? inner : List.of(item));
        }
        return out;
    }

    private void addAll(List<JsonItem> out, List<JsonItem> items) {
        for (JsonItem item : items) {
            step();
            out.add(item);
        }
    }

    /// The elements of an array; in lax mode other items are arrays of one.
    private List<JsonItem> array(JsonItem item) {
        if (item instanceof Elements(List<JsonItem> inner)) {
            return inner;
        }
        if (!lax) {
            throw new JsonFailure("expected an array, found %s", item.typeName());
        }
        return List.of(item);
    }

    /// The members called `name`, or all.
    private List<JsonItem> members(List<JsonItem> items, @Nullable String name) {
        List<JsonItem> out = new ArrayList<>();
        for (JsonItem item : items) {
            if (!(item instanceof Members(List<Member> members))) {
                if (!lax) {
                    throw new JsonFailure("expected an object, found %s", item.typeName());
                }
                continue;
            }
            int before = out.size();
            for (Member member : members) {
                step();
                if (name == null) {
                    out.add(member.value());
                } else if (member.name().equals(name)) {
                    out.add(member.value());
                    break;
                }
            }
            if (!lax && name != null && out.size() == before) {
                throw new JsonFailure("an object has no member %s", name);
            }
        }
        return out;
    }

    private void descend(JsonItem item, String name, List<JsonItem> out) {
        step();
        switch (item) {
            case Members(List<Member> members) -> {
                for (Member member : members) {
                    if (member.name().equals(name)) {
                        out.add(member.value());
                        break;
                    }
                }
                members.forEach(member -> descend(member.value(), name, out));
            }
            case Elements(List<JsonItem> items) ->
                    items.forEach(inner -> descend(inner, name, out));
            default -> {}
        }
    }

    private List<JsonItem> elements(List<JsonItem> items, List<Subscript> subscripts) {
        List<JsonItem> out = new ArrayList<>();
        int outerLast = last;
        for (JsonItem item : items) {
            List<JsonItem> array = array(item);
            last = array.size() - 1;
            for (Subscript subscript : subscripts) {
                long from = index(subscript.from());
                long to = subscript.to() == null ? from : index(subscript.to());
                if (!lax && (from < 0 || from > to || to > last)) {
                    throw new JsonFailure(
                            "the subscript %d to %d is not within an array of %d elements",
                            from, to, array.size());
                }
                long end = Math.min(to, last);
                for (long at = Math.max(from, 0); at <= end; at++) {
                    step();
                    out.add(array.get((int) at));
                }
            }
        }
        last = outerLast;
        return out;
    }

    private long index(Expr expr) {
        List<JsonItem> items = unwrapped(expr);
        if (items.size() != 1 || !(items.getFirst() instanceof JsonItem.Number number)) {
            throw new JsonFailure("a subscript must be one number");
        }
        BigDecimal whole = number.decimal().setScale(0, RoundingMode.DOWN);
        return whole.precision() > 18
                ? (whole.signum() < 0 ? -1 : Long.MAX_VALUE)
                : whole.longValue();
    }

    private List<JsonItem> filtered(List<JsonItem> items, PathNode.Condition condition) {
        List<JsonItem> out = new ArrayList<>();
        JsonItem outer = current;
        for (JsonItem item : items) {
            current = item;
            if (conditions.test(condition) == PathConditions.Truth.TRUE) {
                out.add(item);
            }
        }
        current = outer;
        return out;
    }

    private List<JsonItem> called(Expr base, PathNode.Method method) {
        List<JsonItem> items =
                switch (method) {
                    case TYPE, SIZE -> items(base);
                    case DOUBLE, CEILING, FLOOR, ABS, KEYVALUE -> unwrapped(base);
                };
        List<JsonItem> out = new ArrayList<>();
        for (JsonItem item : items) {
            switch (method) {
                case TYPE -> out.add(new JsonItem.Text(item.typeName()));
                case SIZE -> out.add(JsonItem.Number.of(array(item).size()));
                case DOUBLE -> out.add(PathNumbers.real(item));
                case CEILING -> out.add(PathNumbers.rounded(number(item), RoundingMode.CEILING));
                case FLOOR -> out.add(PathNumbers.rounded(number(item), RoundingMode.FLOOR));
                case ABS -> out.add(PathNumbers.absolute(number(item)));
                case KEYVALUE -> keyValues(item, out);
            }
        }
        return out;
    }

    private void keyValues(JsonItem item, List<JsonItem> out) {
        if (!(item instanceof Members(List<Member> members))) {
            throw new JsonFailure("expected an object, found %s", item.typeName());
        }
        JsonItem id = JsonItem.Number.of(objects++);
        for (Member member : members) {
            step();
            out.add(
                    new Members(
                            List.of(
                                    new Member("name", new JsonItem.Text(member.name())),
                                    new Member("value", member.value()),
                                    new Member("id", id))));
        }
    }

    private JsonItem.Number operand(Expr expr) {
        List<JsonItem> items = unwrapped(expr);
        if (items.size() != 1) {
            throw new JsonFailure("an operand must be one number, found %d items", items.size());
        }
        return number(items.getFirst());
    }

    private static JsonItem.Number number(JsonItem item) {
        if (item instanceof JsonItem.Number number) {
            return number;
        }
        throw new JsonFailure("expected a number, found %s", item.typeName());
    }
}
