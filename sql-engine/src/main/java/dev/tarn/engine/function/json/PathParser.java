package dev.tarn.engine.function.json;

import dev.tarn.engine.function.json.JsonItem.Constant;
import dev.tarn.engine.function.json.PathNode.Comparison;
import dev.tarn.engine.function.json.PathNode.Condition;
import dev.tarn.engine.function.json.PathNode.Expr;
import dev.tarn.engine.function.json.PathNode.Method;
import dev.tarn.engine.function.json.PathNode.Operator;
import dev.tarn.engine.function.json.PathNode.Subscript;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Paths from their text, by recursive descent:
///
/// ```
/// path      →   [lax | strict] sum
/// sum       →   product ((+ | -) product)*        product  →  sign ((* | / | %) sign)*
/// sign      →   (+ | -)* steps                    steps    →  primary step*
/// primary   →   $ | $name | @ | last | literal | (sum)
/// step      →   .name | .* | ..name | .method() | [*] | [sum to sum, …] | ?(or)
/// or        →   and (|| and)*                     and      →  not (&& not)*
/// not       →   !(or) | !exists(sum) | test
/// test      →   sum == sum | sum starts with sum | sum like_regex "…" [flag "…"]
///               | exists(sum) | (or) [is unknown]
/// ```
///
/// What stands in parentheses may be either, so both kinds of nodes come from one descent. At most
/// 1,000 nodes, nested at most 100 deep. Not thread-safe.
final class PathParser {
    private static final int MAX_NODES = 1_000;
    private static final int MAX_DEPTH = 100;

    private static final Map<String, Comparison> COMPARISONS =
            Map.of(
                    "==", Comparison.EQUAL,
                    "<>", Comparison.NOT_EQUAL,
                    "!=", Comparison.NOT_EQUAL,
                    "<=", Comparison.LESS_OR_EQUAL,
                    ">=", Comparison.GREATER_OR_EQUAL,
                    "<", Comparison.LESS,
                    ">", Comparison.GREATER);

    /// Longer symbols before those that they start with.
    private static final List<String> COMPARISON_SYMBOLS =
            List.of("==", "<>", "!=", "<=", ">=", "<", ">");

    private final PathScanner in;
    private final Set<String> variables = new HashSet<>();
    private int nodes;
    private int depth;
    private int filters;
    private int subscripts;

    private PathParser(PathScanner in) {
        this.in = in;
    }

    static SqlJsonPath parse(String text) {
        PathParser parser = new PathParser(new PathScanner(text));
        boolean strict = parser.in.takesWord("strict");
        if (!strict) {
            parser.in.takesWord("lax");
        }
        Expr root = parser.expr(parser.sum());
        if (!parser.in.isAtEnd()) {
            throw parser.in.wrong("unexpected text");
        }
        return new SqlJsonPath(!strict, root, parser.variables);
    }

    private <N extends PathNode> N counted(N node) {
        nodes++;
        if (nodes > MAX_NODES) {
            throw in.wrong("more than %,d steps and operators".formatted(MAX_NODES));
        }
        return node;
    }

    private void deeper() {
        depth++;
        if (depth > MAX_DEPTH) {
            throw in.wrong("nested more than %d deep".formatted(MAX_DEPTH));
        }
    }

    private Expr expr(PathNode node) {
        if (node instanceof Expr expr) {
            return expr;
        }
        throw in.wrong("a condition where items are wanted, conditions stand in ?(…)");
    }

    private Condition condition(PathNode node) {
        if (node instanceof Condition condition) {
            return condition;
        }
        throw in.wrong("expected a condition");
    }

    private PathNode or() {
        PathNode left = and();
        while (in.takes("||")) {
            left = counted(new PathNode.Or(condition(left), condition(and())));
        }
        return left;
    }

    private PathNode and() {
        PathNode left = not();
        while (in.takes("&&")) {
            left = counted(new PathNode.And(condition(left), condition(not())));
        }
        return left;
    }

    private PathNode not() {
        if (!in.takes("!")) {
            return test();
        }
        if (!in.sees("(") && !"exists".equals(in.peekWord())) {
            throw in.wrong("expected ( or exists behind !");
        }
        return counted(new PathNode.Not(condition(primary())));
    }

    private PathNode test() {
        PathNode left = sum();
        if (left instanceof Condition) {
            return left;
        }
        for (String symbol : COMPARISON_SYMBOLS) {
            Comparison comparison = COMPARISONS.get(symbol);
            if (comparison != null && in.takes(symbol)) {
                return counted(new PathNode.Compare(comparison, expr(left), expr(sum())));
            }
        }
        if (in.takesWord("starts")) {
            if (!in.takesWord("with")) {
                throw in.wrong("expected with behind starts");
            }
            return counted(new PathNode.StartsWith(expr(left), expr(sum())));
        }
        return in.takesWord("like_regex")
                ? counted(new PathNode.LikeRegex(expr(left), regex()))
                : left;
    }

    private Pattern regex() {
        String pattern = in.quoted();
        String letters = pattern != null && in.takesWord("flag") ? in.quoted() : "";
        if (pattern == null || letters == null) {
            throw in.wrong("expected a text in double quotes");
        }
        int flags = 0;
        for (char letter : letters.toCharArray()) {
            flags |=
                    switch (letter) {
                        case 'i' -> Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
                        case 'm' -> Pattern.MULTILINE;
                        case 's' -> Pattern.DOTALL;
                        case 'x' -> Pattern.COMMENTS;
                        case 'q' -> Pattern.LITERAL;
                        default -> throw in.wrong("flags are of i, m, s, x and q");
                    };
        }
        try {
            return Pattern.compile(pattern, flags);
        } catch (PatternSyntaxException e) {
            throw in.wrong("a regular expression that is none (" + e.getDescription() + ")");
        }
    }

    private PathNode sum() {
        deeper();
        PathNode left = product();
        while (true) {
            if (in.takes("+")) {
                left = arithmetic(Operator.ADD, left, product());
            } else if (in.takes("-")) {
                left = arithmetic(Operator.SUBTRACT, left, product());
            } else {
                depth--;
                return left;
            }
        }
    }

    private PathNode product() {
        PathNode left = sign();
        while (true) {
            if (in.takes("*")) {
                left = arithmetic(Operator.MULTIPLY, left, sign());
            } else if (in.takes("/")) {
                left = arithmetic(Operator.DIVIDE, left, sign());
            } else if (in.takes("%")) {
                left = arithmetic(Operator.MODULUS, left, sign());
            } else {
                return left;
            }
        }
    }

    private PathNode arithmetic(Operator operator, PathNode left, PathNode right) {
        return counted(new PathNode.Arithmetic(operator, expr(left), expr(right)));
    }

    private PathNode sign() {
        boolean negative = in.takes("-");
        if (!negative && !in.takes("+")) {
            return steps();
        }
        deeper();
        PathNode signed = counted(new PathNode.Sign(negative, expr(sign())));
        depth--;
        return signed;
    }

    private PathNode steps() {
        PathNode base = primary();
        while (true) {
            PathNode next = step(base);
            if (next == null) {
                return base;
            }
            base = counted(next);
        }
    }

    private @Nullable Expr step(PathNode base) {
        if (in.takes("..")) {
            return new PathNode.Descendant(expr(base), name());
        }
        if (in.takes(".")) {
            return dotted(expr(base));
        }
        if (in.takes("[")) {
            return bracketed(expr(base));
        }
        if (!in.takes("?")) {
            return null;
        }
        in.expect("(");
        filters++;
        Condition condition = condition(or());
        filters--;
        in.expect(")");
        return new PathNode.Filter(expr(base), condition);
    }

    private String name() {
        String quoted = in.quoted();
        String name = quoted == null ? in.word() : quoted;
        if (name == null) {
            throw in.wrong("expected a name");
        }
        return name;
    }

    private Expr dotted(Expr base) {
        if (in.takes("*")) {
            return new PathNode.AnyMember(base);
        }
        boolean quoted = in.sees("\"");
        String name = name();
        if (quoted || !in.takes("(")) {
            return new PathNode.Member(base, name);
        }
        in.expect(")");
        for (Method method : Method.values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
                return new PathNode.Call(base, method);
            }
        }
        throw in.wrong("the method %s() is not supported".formatted(name));
    }

    private Expr bracketed(Expr base) {
        if (in.takes("*")) {
            in.expect("]");
            return new PathNode.AnyElement(base);
        }
        String name = in.quoted();
        if (name != null) {
            in.expect("]");
            return new PathNode.Member(base, name);
        }
        List<Subscript> list = new ArrayList<>();
        subscripts++;
        do {
            Expr from = expr(sum());
            list.add(new Subscript(from, in.takesWord("to") ? expr(sum()) : null));
        } while (in.takes(","));
        subscripts--;
        in.expect("]");
        return new PathNode.Element(base, list);
    }

    private PathNode primary() {
        if (in.takes("$")) {
            return variable();
        }
        if (in.takes("@")) {
            if (filters == 0) {
                throw in.wrong("@ stands within ?(…)");
            }
            return new PathNode.Current();
        }
        if (in.takes("(")) {
            return parenthesized();
        }
        String text = in.quoted();
        if (text != null) {
            return new PathNode.Literal(new JsonItem.Text(text));
        }
        String number = in.number();
        return number == null ? word() : new PathNode.Literal(JsonItem.Number.of(number));
    }

    private PathNode variable() {
        String name = in.isAtWord() ? in.word() : null;
        if (name == null) {
            return new PathNode.Context();
        }
        variables.add(name);
        return new PathNode.Variable(name);
    }

    private PathNode parenthesized() {
        deeper();
        PathNode inner = or();
        depth--;
        in.expect(")");
        while (inner instanceof Condition condition && in.takesWord("is")) {
            if (!in.takesWord("unknown")) {
                throw in.wrong("expected unknown behind is");
            }
            inner = counted(new PathNode.IsUnknown(condition));
        }
        return inner;
    }

    private PathNode word() {
        String word = in.peekWord();
        PathNode node =
                switch (word == null ? "" : word) {
                    case "true" -> new PathNode.Literal(Constant.TRUE);
                    case "false" -> new PathNode.Literal(Constant.FALSE);
                    case "null" -> new PathNode.Literal(Constant.NULL);
                    case "last" -> new PathNode.Last();
                    case "exists" -> null;
                    default -> throw in.wrong("expected $, @, a literal or (");
                };
        in.word();
        if (node instanceof PathNode.Last && subscripts == 0) {
            throw in.wrong("last stands within [ ]");
        }
        if (node != null) {
            return node;
        }
        in.expect("(");
        Expr path = expr(sum());
        in.expect(")");
        return counted(new PathNode.Exists(path));
    }
}
