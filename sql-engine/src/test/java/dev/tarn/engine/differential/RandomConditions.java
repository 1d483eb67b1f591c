package dev.tarn.engine.differential;

import dev.tarn.engine.differential.Condition.Joined;
import dev.tarn.engine.differential.Condition.Leaf;
import dev.tarn.engine.differential.Condition.Not;
import dev.tarn.engine.differential.ScanTable.Column;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Conditions over a table's columns: comparisons, IN, BETWEEN, LIKE, IS NULL, with literals that
/// mostly stand in the table, and AND, OR and NOT of them.
///
/// What differs by rule is spelled for DuckDB so that it means what Tarn says: a comparison with
/// NaN is false in Tarn, and NaN is the greatest number in DuckDB.
record RandomConditions(Random random, ScanTable table) {
    private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");
    private static final String NAN = "NaN";

    Condition next(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(6);
        return switch (kind) {
            case 4 -> new Not(next(depth - 1));
            case 5 -> joined("or", depth);
            case 2, 3 -> joined("and", depth);
            default -> leaf(pick(table.columns()));
        };
    }

    private Condition joined(String word, int depth) {
        List<Condition> operands = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            operands.add(next(depth - 1));
        }
        return new Joined(word, operands);
    }

    private Condition leaf(Column column) {
        String path = column.path();
        int kind = random.nextInt(10);
        if (kind == 0 || column.samples().isEmpty()) {
            return Leaf.same(path + (random.nextBoolean() ? " is null" : " is not null"));
        }
        if (column.type().equals("BOOLEAN") && kind < 4) {
            return Leaf.same(path);
        }
        if (column.type().equals("VARCHAR") && kind < 5) {
            return like(column);
        }
        return switch (kind) {
            case 1, 2 -> in(column);
            case 3, 4 -> between(column);
            case 5 -> columns(column);
            default -> comparison(column, pick(COMPARISONS), pick(column.samples()));
        };
    }

    private Condition comparison(Column column, String operator, String value) {
        String path = column.path();
        String tarn = path + " " + operator + " " + literal(column, value, false);
        String duck = path + " " + operator + " " + literal(column, value, true);
        if (!column.isFloating()) {
            return new Leaf(tarn, duck);
        }
        if (value.equals(NAN)) {
            boolean outcome = operator.equals("<>");
            return new Leaf(
                    tarn, "case when " + path + " is null then null else " + outcome + " end");
        }
        return operator.startsWith(">")
                ? new Leaf(tarn, "(" + duck + " and not isnan(" + path + "))")
                : new Leaf(tarn, duck);
    }

    private Condition between(Column column) {
        String low = pick(column.samples());
        String high = pick(column.samples());
        if (column.isFloating() && (low.equals(NAN) || high.equals(NAN))) {
            return comparison(column, "=", low);
        }
        String word = random.nextInt(4) == 0 ? " not between " : " between ";
        String text = column.path() + word;
        // NaN is in no range in either engine: in DuckDB because it is above the upper bound
        return new Leaf(
                text + literal(column, low, false) + " and " + literal(column, high, false),
                text + literal(column, low, true) + " and " + literal(column, high, true));
    }

    private Condition in(Column column) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            String value = pick(column.samples());
            if (!value.equals(NAN) || !column.isFloating()) {
                values.add(value);
            }
        }
        if (values.isEmpty()) {
            return Leaf.same(column.path() + " is null");
        }
        boolean hasNull = random.nextInt(8) == 0;
        String word = random.nextInt(4) == 0 ? " not in (" : " in (";
        return new Leaf(
                column.path() + word + list(column, values, hasNull, false),
                column.path() + word + list(column, values, hasNull, true));
    }

    private static String list(
            Column column, List<String> values, boolean hasNull, boolean forDuck) {
        return values.stream()
                .map(value -> literal(column, value, forDuck))
                .collect(Collectors.joining(", ", "", hasNull ? ", null)" : ")"));
    }

    private Condition like(Column column) {
        String value = pick(column.samples());
        int from = value.isEmpty() ? 0 : random.nextInt(value.length());
        int to = Math.min(value.length(), from + 1 + random.nextInt(4));
        String part = value.substring(from, to).replaceAll("[\uD800-\uDFFF]", "");
        String escaped = part.replaceAll("([%_!])", "!$1");
        String pattern =
                switch (random.nextInt(6)) {
                    case 0 -> escaped + "%";
                    case 1 -> "%" + escaped;
                    case 2 -> "%" + escaped + "%";
                    case 3 -> "%" + escaped + "_%";
                    case 4 -> "_" + escaped + "%";
                    default -> escaped.isEmpty() ? "%" : escaped;
                };
        String word = random.nextInt(4) == 0 ? " not like " : " like ";
        return Leaf.same(column.path() + word + quoted(pattern) + " escape '!'");
    }

    /// A comparison with another column of the same type.
    private Condition columns(Column column) {
        List<Column> others =
                table.columns().stream()
                        .filter(other -> other.type().equals(column.type()))
                        .toList();
        Column other = pick(others);
        String operator = column.isFloating() ? "<>" : pick(COMPARISONS);
        if (column.isFloating()) {
            return comparison(column, operator, pick(column.samples()));
        }
        return Leaf.same(column.path() + " " + operator + " " + other.path());
    }

    private static String literal(Column column, String value, boolean forDuck) {
        String type = column.type();
        UnaryOperator<String> cast = name -> "cast(" + quoted(value) + " as " + name + ")";
        return switch (type) {
            case "BOOLEAN", "INTEGER" -> value;
            case "BIGINT" -> value.length() > 17 ? cast.apply("bigint") : value;
            case "VARCHAR" -> quoted(value);
            case "DATE" -> "date " + quoted(value);
            case "TIMESTAMP" -> "timestamp " + quoted(value);
            case "TIME" -> "time " + quoted(value);
            case "FLOAT" -> cast.apply("real");
            case "DOUBLE" -> cast.apply("double");
            case "UUID" -> cast.apply("uuid");
            case "BLOB" -> forDuck ? "unhex(" + quoted(value) + ")" : "X" + quoted(value);
            case "TIMESTAMP WITH TIME ZONE" ->
                    forDuck
                            ? "timestamptz " + quoted(value)
                            : "timestamp " + quoted(value.replaceFirst("\\+00$", " UTC"));
            default -> cast.apply(type);
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
