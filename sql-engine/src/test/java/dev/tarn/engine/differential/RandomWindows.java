package dev.tarn.engine.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Queries with window functions over the table that [WindowTable] makes, from a seed. Where the
/// order of rows shows in a result, `id` makes the order total.
final class RandomWindows {
    private static final List<String> KEYS = List.of("g", "k", "x", "d", "m", "t", "b");
    private static final List<String> RANGED = List.of("k", "m", "d", "t");

    private final Random random;

    RandomWindows(Random random) {
        this.random = random;
    }

    /// One question in both spellings.
    record Question(String tarn, String duck) {
        Question(String both) {
            this(both, both);
        }
    }

    Question next() {
        List<String> tarn = new ArrayList<>(List.of("id"));
        List<String> duck = new ArrayList<>(List.of("id"));
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Question column = column();
            tarn.add(column.tarn());
            duck.add(column.duck());
        }
        String from =
                " from w" + oneOf("", "", " where k > 1", " where id % 2 = 0", " where g is null");
        return new Question(
                "select " + String.join(", ", tarn) + from,
                "select " + String.join(", ", duck) + from);
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private Question column() {
        return switch (random.nextInt(4)) {
            case 0 -> ranking();
            case 1 -> pick();
            default -> aggregate();
        };
    }

    private Question ranking() {
        String function =
                oneOf(
                        "row_number()",
                        "ntile(3)",
                        "ntile(k + 1)",
                        "rank()",
                        "dense_rank()",
                        "percent_rank()",
                        "cume_dist()");
        boolean total = function.startsWith("row") || function.startsWith("ntile");
        if (function.equals("ntile(k + 1)")) {
            return new Question("ntile(5) over (" + partition() + order(true) + ")");
        }
        return new Question(function + " over (" + partition() + order(total) + ")");
    }

    private Question pick() {
        String value = oneOf("g", "k", "x", "d", "m", "id", "t");
        boolean looks = random.nextBoolean();
        String function =
                looks
                        ? oneOf("lead", "lag") + "(" + value + oneOf("", ", 2", ", 0")
                        : oneOf("first_value(", "last_value(") + value;
        if (!looks && random.nextInt(3) == 0) {
            function = "nth_value(" + value + ", " + (1 + random.nextInt(3));
        }
        String over = " over (" + partition() + order(true) + (looks ? "" : frame(false)) + ")";
        return random.nextInt(3) == 0
                ? new Question(
                        function + ") ignore nulls" + over, function + " ignore nulls)" + over)
                : new Question(function + ")" + over);
    }

    private Question aggregate() {
        String function =
                oneOf(
                        "count(*)",
                        "count(k)",
                        "sum(k)",
                        "sum(m)",
                        "avg(k)",
                        "min(x)",
                        "max(x)",
                        "sum(y)",
                        "min(g)",
                        "max(d)",
                        "max(m)",
                        "bool_and(b)",
                        "stddev_pop(k)",
                        "array_agg(id)",
                        "arbitrary(id)");
        if (function.equals("arbitrary(id)")) {
            return new Question("max(id) filter (where k > 2) over (" + partition() + ")");
        }
        boolean list = function.startsWith("array");
        String filter = !list && random.nextInt(4) == 0 ? " filter (where k > 1)" : "";
        return switch (random.nextInt(3)) {
            case 0 -> over(function + filter, partition() + order(true) + frame(true));
            case 1 -> over(function + filter, partition() + (list ? order(true) : ranged()));
            default ->
                    over(
                            function + filter,
                            partition()
                                    + (list
                                            ? order(true)
                                            : random.nextBoolean() ? order(false) : ""));
        };
    }

    private static Question over(String function, String window) {
        return new Question(function + " over (" + window + ")");
    }

    private String partition() {
        return switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "partition by g ";
            case 2 -> "partition by " + KEYS.get(random.nextInt(KEYS.size())) + " ";
            default -> "partition by g, k % 2 ";
        };
    }

    private String direction() {
        return oneOf("", " desc") + oneOf(" nulls first", " nulls last");
    }

    private String order(boolean total) {
        String key = KEYS.get(random.nextInt(KEYS.size())) + direction();
        if (random.nextInt(3) == 0) {
            key += ", " + KEYS.get(random.nextInt(KEYS.size())) + direction();
        }
        return "order by " + key + (total ? ", id" : "");
    }

    /// A frame of rows or groups; its bounds are in order.
    private String frame(boolean mayBeGroups) {
        if (random.nextInt(4) == 0) {
            return "";
        }
        String unit = mayBeGroups && random.nextBoolean() ? " groups" : " rows";
        return unit
                + between(
                        Integer.toString(random.nextInt(4)), Integer.toString(random.nextInt(40)));
    }

    private String between(String near, String far) {
        return oneOf(
                        " between unbounded preceding and current row",
                        " between current row and unbounded following",
                        " between unbounded preceding and unbounded following",
                        " between unbounded preceding and " + near + " following",
                        " between unbounded preceding and " + near + " preceding",
                        " between " + near + " preceding and " + near + " following",
                        " between " + near + " preceding and current row",
                        " between " + near + " following and unbounded following",
                        " between " + far + " preceding and " + near + " preceding",
                        " between " + near + " following and " + far + " following",
                        " between " + far + " preceding and " + far + " following",
                        " between current row and " + near + " following")
                + oneOf(
                        "",
                        "",
                        " exclude current row",
                        " exclude group",
                        " exclude ties",
                        " exclude no others");
    }

    /// A frame of values, whose distances fit the key.
    private String ranged() {
        String key = RANGED.get(random.nextInt(RANGED.size()));
        String near =
                switch (key) {
                    case "d" -> "interval '" + random.nextInt(4) + "' day";
                    case "t" -> "interval '" + random.nextInt(90) + "' minute";
                    case "m" -> random.nextInt(3) + ".5";
                    default -> Integer.toString(random.nextInt(3));
                };
        String far =
                switch (key) {
                    case "d" -> "interval '" + (4 + random.nextInt(40)) + "' day";
                    case "t" -> "interval '" + (2 + random.nextInt(20)) + "' hour";
                    case "m" -> 3 + random.nextInt(20) + ".25";
                    default -> Integer.toString(3 + random.nextInt(9));
                };
        return "order by " + key + direction() + " range" + between(near, far);
    }
}
