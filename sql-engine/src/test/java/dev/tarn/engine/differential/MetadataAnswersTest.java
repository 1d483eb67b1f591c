package dev.tarn.engine.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.EqualityDeletes;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.engine.plan.answer.MetadataAnswers;
import dev.tarn.testkit.SeededRandom;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// Aggregations answered from manifests say what rows say, and what DuckDB says of the same rows.
class MetadataAnswersTest {
    private static final String COLUMNS =
            "p int, q varchar, i bigint, n decimal(12,3), d date, ts timestamp, f double, s"
                    + " varchar";
    private static final String MANIFESTS = "from the manifests of lake.test.";

    private InMemoryCatalog catalog;
    private TestEngine tarn;
    private TestEngine byRows;
    private DuckDb duck;

    @BeforeEach
    void open() {
        catalog = TestEngine.emptyCatalog();
        tarn = TestEngine.over(catalog, 2048, 1);
        byRows = tarn.with(MetadataAnswers.PROPERTY, "false");
        duck = DuckDb.open();
    }

    @AfterEach
    void close() throws IOException {
        tarn.close();
        duck.close();
        catalog.close();
    }

    private void create(String partitions) {
        tarn.execute("create table t (" + COLUMNS + ")" + partitions);
        duck.execute("create table t (" + COLUMNS + ")");
    }

    private void insert(String values) {
        tarn.execute("insert into t values " + values);
        duck.execute("insert into t values " + values);
    }

    /// A few rows whose numbers and times grow with `step`, as those of most tables do.
    private void insertRandom(Random random, int step) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < 1 + random.nextInt(4); row++) {
            int value = step * 10 + random.nextInt(10);
            List<String> columns =
                    List.of(
                            String.valueOf(random.nextInt(3)),
                            "'" + "aAbB".charAt(random.nextInt(4)) + "ä'",
                            String.valueOf(value),
                            value + ".125",
                            "date '2024-01-01' + interval '%d' day".formatted(value),
                            "timestamp '2024-01-%02d 10:00:00'".formatted(1 + value / 10),
                            "cast('%s' as double)"
                                    .formatted(random.nextInt(4) == 0 ? "NaN" : "" + value),
                            "'word " + value + "'");
            int nulls = random.nextInt(3);
            List<String> made = new ArrayList<>();
            for (String column : columns) {
                made.add(nulls == 0 && random.nextInt(4) == 0 ? "null" : column);
            }
            rows.add("(" + String.join(", ", made) + ")");
        }
        insert(String.join(", ", rows));
    }

    private Table table() {
        return catalog.loadTable(TableIdentifier.of("test", "t"));
    }

    private boolean isAnswered(String sql) {
        return tarn.execute("explain " + sql).toString().contains(MANIFESTS);
    }

    /// Checks that all three agree on `sql`; whether it was answered from manifests.
    private boolean check(String sql) {
        List<List<@Nullable Object>> told = tarn.values(sql);
        assertThat(Agreement.ofUnordered(told, byRows.values(sql))).as("by rows: " + sql).isNull();
        assertThat(Agreement.ofUnordered(told, duck.values(sql))).as(sql).isNull();
        assertThat(byRows.execute("explain " + sql).toString()).doesNotContain(MANIFESTS);
        return isAnswered(sql);
    }

    private static String pick(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return "(%s %s %s)"
                    .formatted(
                            condition(random, depth - 1),
                            pick(random, "and", "or"),
                            condition(random, depth - 1));
        }
        String comparison = pick(random, "<", "<=", ">", ">=", "=", "<>");
        int value = random.nextInt(130);
        return switch (random.nextInt(14)) {
            case 0 -> "p " + comparison + " " + random.nextInt(3);
            case 1 -> "q " + comparison + " '" + pick(random, "aä", "Bä", "c") + "'";
            case 2 -> "p is " + pick(random, "null", "not null");
            case 3 -> "p in (0, 2)";
            case 4 -> "not (p = 1)";
            case 5 -> "upper(q) = 'AÄ'";
            case 6 -> "p + 1 " + comparison + " 2";
            case 7 -> "i " + comparison + " " + value;
            case 8 -> "n " + comparison + " " + value + ".5";
            case 9 -> "d " + comparison + " date '2024-01-01' + interval '" + value + "' day";
            case 10 ->
                    "ts "
                            + comparison
                            + " timestamp '2024-01-%02d 10:00:00'".formatted(1 + value / 10);
            case 11 -> "i is " + pick(random, "null", "not null");
            case 12 -> "i between " + value + " and " + (value + random.nextInt(60));
            default -> "cast(ts as date) " + comparison + " date '2024-01-05'";
        };
    }

    private static String query(Random random) {
        TreeSet<String> items = new TreeSet<>();
        TreeSet<String> keys = new TreeSet<>();
        while (random.nextInt(3) == 0) {
            keys.add(pick(random, "p", "q", "p % 2", "lower(q)"));
        }
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            items.add(
                    pick(
                            random,
                            "count(*)",
                            "count(i)",
                            "count(f)",
                            "count(s)",
                            "count(q)",
                            "count(distinct p)",
                            "count(distinct q)",
                            "min(i)",
                            "max(i)",
                            "min(n)",
                            "max(d)",
                            "min(ts)",
                            "max(ts)",
                            "max(p)",
                            "min(q)"));
        }
        if (random.nextInt(8) == 0) {
            items.add(pick(random, "sum(i)", "min(f)", "max(f)", "min(s)", "count(distinct i)"));
        }
        String where = random.nextInt(4) == 0 ? "" : " where " + condition(random, 2);
        String all = String.join(", ", keys) + (keys.isEmpty() ? "" : ", ");
        return "select "
                + all
                + String.join(", ", items)
                + " from t"
                + where
                + (keys.isEmpty() ? "" : " group by " + String.join(", ", keys));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " partitioned by (p)",
                " partitioned by (months(ts), p)",
                " partitioned by (bucket(3, i), q)"
            })
    void random_questions_have_the_answers_of_rows_and_of_duckdb(String partitions) {
        create(partitions);
        SeededRandom.forEachSeed(
                1,
                random -> {
                    for (int step = 0; step < 12; step++) {
                        insertRandom(random, step);
                    }
                    int answered = 0;
                    for (int question = 0; question < 25; question++) {
                        answered += check(query(random)) ? 1 : 0;
                    }
                    assertThat(answered).isGreaterThan(1);
                });
    }

    @Test
    void files_of_several_specs_are_each_asked_by_their_own() {
        create(" partitioned by (p)");
        Random random = new Random(7);
        for (int step = 0; step < 4; step++) {
            insertRandom(random, step);
        }
        assertThat(check("select p, count(*) from t group by p")).isTrue();
        table().updateSpec().addField("q").commit();
        for (int step = 4; step < 8; step++) {
            insertRandom(random, step);
        }
        assertThat(check("select p, count(*) from t group by p")).isTrue();
        assertThat(check("select p, count(*) from t where p > 0 group by p")).isTrue();
        assertThat(check("select q, count(*) from t group by q")).isFalse();
        table().updateSpec().removeField("p").commit();
        insertRandom(random, 9);
        assertThat(check("select p, count(*) from t group by p")).isFalse();
        assertThat(check("select count(*) from t")).isTrue();
        for (int question = 0; question < 15; question++) {
            check(query(random));
        }
    }

    @Test
    void a_column_that_older_files_do_not_have_is_asked_of_rows() {
        create("");
        insert("(1, 'a', 5, null, null, null, null, null)");
        tarn.execute("alter table t add column later bigint");
        duck.execute("alter table t add column later bigint");
        insert("(2, 'b', 6, null, null, null, null, null, 7)");
        assertThat(check("select max(later), count(later) from t")).isFalse();
        assertThat(check("select max(i), count(*) from t")).isTrue();
    }

    @Test
    void a_column_that_became_wider_has_the_bounds_of_both_types() {
        create("");
        insert("(-5, 'a', 5, null, null, null, null, null)");
        table().updateSchema()
                .updateColumn("p", org.apache.iceberg.types.Types.LongType.get())
                .commit();
        duck.execute("alter table t alter column p type bigint");
        insert("(5000000000, 'b', 6, null, null, null, null, null)");
        assertThat(check("select min(p), max(p) from t")).isTrue();
        assertThat(check("select count(*) from t where p > -6")).isTrue();
    }

    @Test
    void rows_that_are_deleted_are_not_counted() throws IOException {
        create("");
        insert(
                "(1, 'a', 5, null, null, null, null, null), (2, 'b', 6, null, null, null, null,"
                        + " null)");
        assertThat(check("select count(*), max(i) from t")).isTrue();
        long before = table().currentSnapshot().snapshotId();
        EqualityDeletes.commit(table(), "i", 6L);
        duck.execute("delete from t where i = 6");
        assertThat(check("select count(*), max(i) from t")).isFalse();
        assertThat(tarn.execute("select count(*) from t for version as of " + before))
                .isEqualTo(List.of(List.of("2")));
        assertThat(isAnswered("select count(*) from t for version as of " + before)).isTrue();
    }

    @Test
    void versions_branches_and_empty_tables_are_read_as_a_scan_would() {
        create("");
        assertThat(check("select count(*), min(i) from t")).isFalse();
        insert("(1, 'a', 5, null, null, null, null, null)");
        long first = table().currentSnapshot().snapshotId();
        table().manageSnapshots().createBranch("old", first).commit();
        insert("(1, 'a', 9, null, null, null, null, null)");
        for (String version : List.of("for version as of " + first, "for version as of 'old'")) {
            String sql = "select count(*), max(i), max(n) from t " + version;
            assertThat(tarn.execute(sql)).isEqualTo(byRows.execute(sql));
            assertThat(isAnswered(sql)).as(sql).isTrue();
        }
        table().newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        duck.execute("delete from t");
        assertThat(check("select count(*), count(i), min(i) from t")).isTrue();
        assertThat(check("select p, count(*) from t group by p")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select count(*), count(i), min(i), max(d) from t              | true",
                "select count(f), count(s) from t                              | true",
                "select distinct p from t                                      | true",
                "select p, max(ts) from t where p <> 2 group by p              | true",
                "select count(*) from t where p = 1 and q = 'b'                | false",
                "select count(*) from t where i < 100                          | true",
                "select count(*) from t where s = 'x'                          | false",
                "select count(*) from (select * from t where p = 2) where i > 0 | true",
                "select (select max(i) from t) - p from t                      | true",
                "select min(f) from t                                          | false",
                "select min(s) from t                                          | false",
                "select sum(i) from t                                          | false",
                "select count(*) filter (where p = 1) from t                   | false",
                "select q, count(*) from t group by q                          | false",
            })
    void what_manifests_tell_exactly_is_not_asked_of_rows(String sql, boolean answered) {
        create(" partitioned by (p)");
        insert(
                "(1, 'a', 5, 1.5, date '2024-01-01', timestamp '2024-01-01 00:00:00', 1, 'x'),"
                        + " (1, 'b', 7, 2.5, null, null, cast('NaN' as double), 'y'),"
                        + " (2, 'b', 8, null, date '2024-01-03', null, 2, null)");
        assertThat(check(sql)).as(sql).isEqualTo(answered);
    }

    @Test
    void no_data_file_is_opened() throws IOException {
        create(" partitioned by (p)");
        insert(
                "(1, 'a', 5, null, null, null, null, null), (2, 'b', 8, null, null, null, null,"
                        + " null)");
        Table table = table();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                table.io().deleteFile(task.file().location());
            }
        }
        assertThatThrownBy(() -> byRows.execute("select count(i) from t")).isNotNull();
        assertThat(tarn.execute("select count(*), count(i), min(i), max(i) from t"))
                .isEqualTo(List.of(List.of("2", "2", "5", "8")));
        assertThat(tarn.execute("select count(distinct p) from t where p > 1"))
                .isEqualTo(List.of(List.of("1")));
    }
}
