package dev.tarn.engine.function.json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;

/// A piece of a path: what gives items, or what is true, false or unknown of them.
sealed interface PathNode {
    /// Gives a sequence of items.
    sealed interface Expr extends PathNode {}

    /// `$`: the document.
    record Context() implements Expr {}

    /// `$name`: what PASSING gave.
    record Variable(String name) implements Expr {}

    /// `@`: the item that a filter looks at.
    record Current() implements Expr {}

    /// `last`: the last index of the array around.
    record Last() implements Expr {}

    record Literal(JsonItem item) implements Expr {}

    /// `.name`
    record Member(Expr base, String name) implements Expr {}

    /// `.*`
    record AnyMember(Expr base) implements Expr {}

    /// `..name`: at any depth.
    record Descendant(Expr base, String name) implements Expr {}

    /// `[0, 2 to last]`
    record Element(Expr base, List<Subscript> subscripts) implements Expr {
        public Element {
            subscripts = List.copyOf(subscripts);
        }
    }

    /// One index, or a range with its ends.
    record Subscript(Expr from, @Nullable Expr to) {}

    /// `[*]`
    record AnyElement(Expr base) implements Expr {}

    /// `?(condition)`
    record Filter(Expr base, Condition condition) implements Expr {}

    /// `.method()`
    record Call(Expr base, Method method) implements Expr {}

    enum Method {
        TYPE,
        SIZE,
        DOUBLE,
        CEILING,
        FLOOR,
        ABS,
        KEYVALUE
    }

    /// `-path` or `+path`
    record Sign(boolean negative, Expr operand) implements Expr {}

    record Arithmetic(Operator operator, Expr left, Expr right) implements Expr {}

    enum Operator {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        MODULUS
    }

    /// Is true, false or unknown.
    sealed interface Condition extends PathNode {}

    record And(Condition left, Condition right) implements Condition {}

    record Or(Condition left, Condition right) implements Condition {}

    record Not(Condition operand) implements Condition {}

    record IsUnknown(Condition operand) implements Condition {}

    record Exists(Expr path) implements Condition {}

    record Compare(Comparison comparison, Expr left, Expr right) implements Condition {}

    enum Comparison {
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL
    }

    record StartsWith(Expr path, Expr prefix) implements Condition {}

    record LikeRegex(Expr path, Pattern pattern) implements Condition {}
}
