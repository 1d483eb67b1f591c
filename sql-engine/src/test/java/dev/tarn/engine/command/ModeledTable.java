package dev.tarn.engine.command;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.ModeledRow.Condition;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A table that random statements change, and beside it a map of the rows that each of its branches
/// should have.
final class ModeledTable {
    static final String MAIN = "main";
    private static final String BRANCH = "b";

    private final TestEngine engine;
    private final Random random;
    private final boolean hasDefaults;
    private final Map<String, Map<Long, ModeledRow>> branches = new TreeMap<>();
    private final List<String> log = new ArrayList<>();
    private String target = MAIN;
    private long nextId;

    /// Whether the main branch is as it was when the other one left it.
    private boolean isBehind;

    /// The column that comes and goes, null while it is away, and what rows get that leave it out.
    private @Nullable String extra;

    private @Nullable String extraDefault;

    /// @param hasDefaults whether columns may come with a value for the rows there are
    ModeledTable(TestEngine engine, Random random, boolean hasDefaults) {
        this.engine = engine;
        this.random = random;
        this.hasDefaults = hasDefaults;
        branches.put(MAIN, new TreeMap<>());
    }

    /// The rows of each branch, by id.
    Map<String, Map<Long, ModeledRow>> branches() {
        return branches;
    }

    @Nullable String extra() {
        return extra;
    }

    /// The statements so far.
    String told() {
        return String.join(";\n", log);
    }

    void say(String sql) {
        log.add(sql);
        try {
            engine.execute(sql);
        } catch (SqlException refused) {
            throw new AssertionError(told(), refused);
        }
    }

    void next() {
        for (String kind : List.of("delete", "update", "merge")) {
            if (random.nextInt(4) == 0) {
                String mode = random.nextBoolean() ? "copy-on-write" : "merge-on-read";
                say("alter table t set properties \"write.%s.mode\" = '%s'".formatted(kind, mode));
            }
        }
        if (random.nextInt(3) == 0) {
            evolve();
        }
        target = branches.containsKey(BRANCH) && random.nextBoolean() ? BRANCH : MAIN;
        isBehind &= !target.equals(MAIN);
        switch (random.nextInt(8)) {
            case 0, 1 -> insert("into " + table());
            case 7 -> replace();
            case 2, 3 -> delete();
            case 4 -> update();
            default -> merge();
        }
    }

    /// The table as statements call the branch that they change.
    private String table() {
        return target.equals(MAIN) ? "t" : "t.branch_" + target;
    }

    private Map<Long, ModeledRow> rows() {
        return requireNonNull(branches.get(target));
    }

    private void evolve() {
        switch (random.nextInt(5)) {
            case 0 -> repartition();
            case 1 -> say("alter table t alter column k set data type bigint");
            case 2 -> changeExtra();
            default -> changeBranches();
        }
    }

    private void repartition() {
        String field =
                RowChangesModelTest.PARTITIONING.get(
                        random.nextInt(RowChangesModelTest.PARTITIONING.size()));
        String fields = field.isEmpty() ? "" : "'" + field + "'";
        say("alter table t set properties partitioning = array[%s]".formatted(fields));
    }

    /// Adds, renames or drops a column; one that comes anew has nothing of the one before.
    private void changeExtra() {
        String known = extra;
        if (known == null) {
            extra = "x";
            extraDefault = hasDefaults && random.nextBoolean() ? "d" : null;
            String value = extraDefault == null ? "" : " default 'd'";
            say("alter table t add column x varchar" + value);
            branches.values()
                    .forEach(rows -> rows.replaceAll((_, row) -> row.withExtra(extraDefault)));
        } else if (random.nextBoolean()) {
            extra = known.equals("x") ? "y" : "x";
            say("alter table t rename column %s to %s".formatted(known, extra));
        } else {
            extra = null;
            extraDefault = null;
            say("alter table t drop column " + known);
            branches.values().forEach(rows -> rows.replaceAll((_, row) -> row.withExtra(null)));
        }
    }

    private void changeBranches() {
        Map<Long, ModeledRow> main = requireNonNull(branches.get(MAIN));
        Map<Long, ModeledRow> other = branches.get(BRANCH);
        if (other == null) {
            if (!main.isEmpty()) {
                say("alter table t create branch " + BRANCH);
                branches.put(BRANCH, new TreeMap<>(main));
                isBehind = true;
            }
        } else if (isBehind) {
            say("call system.fast_forward('test.t', 'main', '%s')".formatted(BRANCH));
            branches.put(MAIN, new TreeMap<>(other));
        } else if (random.nextBoolean()) {
            say("alter table t drop branch " + BRANCH);
            branches.remove(BRANCH);
        }
    }

    private void insert(String into) {
        List<String> values = new ArrayList<>();
        boolean replaces = into.contains(" where ");
        boolean given = extra != null && (replaces || random.nextBoolean());
        int count = 1 + random.nextInt(30);
        for (int i = 0; i < count; i++) {
            String value = given ? name() : extraDefault;
            ModeledRow row = new ModeledRow(number(), name(), value, -1);
            rows().put(nextId, row);
            values.add(
                    "(%d, %s, %s%s)"
                            .formatted(
                                    nextId,
                                    row.k(),
                                    text(row.name()),
                                    given ? ", " + text(row.extra()) : ""));
            nextId++;
        }
        String columns = replaces ? "" : columns(given);
        say("insert %s%s values %s".formatted(into, columns, String.join(", ", values)));
    }

    private String columns(boolean given) {
        return given ? " (id, k, name, " + extra + ")" : " (id, k, name)";
    }

    private static String text(@Nullable String value) {
        return value == null ? "null" : "'" + value + "'";
    }

    private void replace() {
        Condition condition = condition();
        branches.put(target, condition.others(rows()));
        insert(
                condition.sql().isEmpty()
                        ? "overwrite " + table()
                        : "into " + table() + " replace" + condition.sql());
    }

    private void delete() {
        Condition condition = condition();
        branches.put(target, condition.others(rows()));
        say("delete from " + table() + condition.sql());
    }

    private void update() {
        Condition condition = condition();
        Integer k = number();
        boolean renames = random.nextBoolean();
        String value = extra != null && random.nextBoolean() ? "u" : null;
        rows().replaceAll((id, row) ->
                condition.test().holds(id, row) ? changed(row, k, renames, value) : row);
        say(
                "update %s as u set k = %s%s%s%s"
                        .formatted(
                                table(),
                                k,
                                renames ? ", name = u.name || 'x'" : "",
                                value == null ? "" : ", " + extra + " = 'u'",
                                condition.sql()));
    }

    private static ModeledRow changed(
            ModeledRow row, @Nullable Integer k, boolean renames, @Nullable String value) {
        String name = row.name();
        ModeledRow changed = row.with(k, renames && name != null ? name + "x" : name);
        return value == null ? changed : changed.withExtra(value);
    }

    /// Rows with ids from the first on, of which some are in the table, are merged into it.
    private void merge() {
        ModeledMerge merge = ModeledMerge.of(random, nextId);
        branches.put(target, merge.apply(rows(), extraDefault));
        nextId = Math.max(nextId, merge.endId());
        say(merge.sql(table()));
    }

    private @Nullable Integer number() {
        return random.nextInt(6) == 0 ? null : (Integer) random.nextInt(4);
    }

    private @Nullable String name() {
        return random.nextInt(6) == 0 ? null : "n" + random.nextInt(12);
    }

    private Condition condition() {
        int number = random.nextInt(4);
        long limit = nextId == 0 ? 0 : random.nextLong(nextId + 1);
        return switch (random.nextInt(8)) {
            case 0 ->
                    new Condition(
                            " where k = " + number,
                            (_, row) -> row.k() != null && row.k() == number);
            case 1 -> new Condition(" where id < " + limit, (id, _) -> id < limit);
            case 2 -> new Condition(" where id >= " + limit, (id, _) -> id >= limit);
            case 3 -> new Condition(" where name is null", (_, row) -> row.name() == null);
            case 4 ->
                    new Condition(
                            " where id % 3 = 1 or k is null",
                            (id, row) -> id % 3 == 1 || row.k() == null);
            case 5 -> {
                long most = rows().keySet().stream().mapToLong(id -> id).max().orElse(-1);
                yield new Condition(
                        " where id = (select max(id) from " + table() + ")", (id, _) -> id == most);
            }
            case 6 -> ofExtra();
            default ->
                    random.nextInt(4) == 0
                            ? new Condition("", (_, _) -> true)
                            : new Condition(" where 1 = 0", (_, _) -> false);
        };
    }

    private Condition ofExtra() {
        return extra == null
                ? new Condition(" where k is null", (_, row) -> row.k() == null)
                : new Condition(
                        " where " + extra + " >= 'd' and " + extra + " < 'n5'",
                        (_, row) -> {
                            String value = row.extra();
                            return value != null
                                    && value.compareTo("d") >= 0
                                    && value.compareTo("n5") < 0;
                        });
    }
}
