package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.harness.TestEngine;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/// INSERT OVERWRITE by partitions, and statements that take away whole files, which are not read.
class OverwriteTest {
    private static final TableIdentifier T = TableIdentifier.of("test", "t");

    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private final TestEngine engine = TestEngine.over(catalog, 16, 2);

    @AfterEach
    void close() {
        engine.close();
    }

    private void create(int version) {
        engine.execute(
                "create table t (id integer, region varchar, day timestamp) partitioned by (region, days(day)) with (format_version = '%d')"
                        .formatted(version));
        for (String region : List.of("eu", "us")) {
            engine.execute(
                    "insert into t values (1, '%1$s', timestamp '2024-01-01 10:00:00'), (2, '%1$s', timestamp '2024-01-01 20:00:00'), (3, '%1$s', timestamp '2024-01-02 10:00:00')"
                            .formatted(region));
        }
    }

    private List<List<@Nullable String>> rows() {
        return engine.execute("select id, region from t order by region, id");
    }

    private Map<String, String> summary() {
        Snapshot snapshot = catalog.loadTable(T).currentSnapshot();
        return snapshot.summary();
    }

    /// Takes the files away that the snapshot has, so that whoever reads one fails.
    private void loseFiles() {
        var table = catalog.loadTable(T);
        table.currentSnapshot()
                .addedDataFiles(table.io())
                .forEach(file -> table.io().deleteFile(file.location()));
    }

    @Test
    void partitions_with_rows_are_replaced() {
        create(2);
        TestEngine dynamic = engine.with("partition_overwrite_mode", "dynamic");
        dynamic.execute("insert overwrite t values (9, 'eu', timestamp '2024-01-01 00:00:00')");
        assertThat(rows())
                .containsExactly(
                        List.of("3", "eu"),
                        List.of("9", "eu"),
                        List.of("1", "us"),
                        List.of("2", "us"),
                        List.of("3", "us"));
        dynamic.execute("insert overwrite t select * from t where id = 0");
        assertThat(rows()).hasSize(5);
        engine.execute("insert overwrite t select * from t where id = 0");
        assertThat(rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1 | region = 'us'                                                       | 2 | 3
                    2 | region = 'us'                                                       | 2 | 3
                    3 | region = 'us'                                                       | 2 | 3
                    2 | region in ('us', 'asia')                                            | 2 | 3
                    2 | region <> 'eu'                                                      | 2 | 3
                    2 | region is not null and 'eu' < region                                | 2 | 3
                    2 | region = 'us' and cast(day as date) = date '2024-01-01'             | 1 | 2
                    2 | region = 'us' and day < timestamp '2024-01-02 00:00:00'             | 1 | 2
                    2 | region = 'us' and day >= timestamp '2024-01-02 00:00:00'            | 1 | 1
                    2 | region = 'us' and id < 3                                            | 1 | 2
                    2 | region = 'us' and (id = 3 or day < timestamp '2024-01-02 00:00:00') | 2 | 3
                    """)
    void whole_files_are_deleted_unread(int version, String condition, int files, int rows) {
        create(version);
        loseFiles();
        engine.execute("delete from t where " + condition);
        assertThat(summary())
                .containsEntry("deleted-data-files", Integer.toString(files))
                .containsEntry("deleted-records", Integer.toString(rows));
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete from t", "insert overwrite t values (7, 'eu', null)"})
    void a_whole_table_is_taken_away_unread(String sql) {
        create(2);
        loseFiles();
        engine.execute(sql);
        assertThat(summary()).containsEntry("deleted-data-files", "4");
    }

    /// Of one file all rows, of another some: the second alone is read.
    @Test
    void files_of_which_rows_stay_are_read() {
        create(2);
        engine.execute(
                "delete from t where region = 'eu' and day < timestamp '2024-01-01 12:00:00' or"
                        + " region = 'us' and day < timestamp '2024-01-02 00:00:00'");
        assertThat(rows())
                .containsExactly(List.of("2", "eu"), List.of("3", "eu"), List.of("3", "us"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void rows_deleted_before_are_not_counted_again(int version) {
        create(version);
        engine.execute("alter table t set properties \"write.delete.mode\" = 'merge-on-read'");
        engine.execute("delete from t where region = 'us' and id = 1");
        assertThat(engine.execute("select count(*) from t")).isEqualTo(List.of(List.of("5")));
        engine.execute("delete from t where region = 'us'");
        assertThat(rows()).hasSize(3);
    }

    /// NULL and NaN meet no comparison, so that files with one are not whole.
    @Test
    void rows_that_a_condition_is_null_for_stay() {
        engine.execute("create table t (id integer, x double)");
        engine.execute("insert into t values (1, 5.0), (null, 6.0), (3, null), (4, nan())");
        engine.execute("delete from t where id <= 4 and id >= 1 and id <> 3");
        assertThat(engine.execute("select id, cast(x as varchar) from t order by x"))
                .hasSize(2)
                .extracting(List::getFirst)
                .containsExactly(null, "3");
        engine.execute("delete from t where x > 0 or x <= 0");
        assertThat(engine.execute("select id from t")).isEqualTo(List.of(List.of("3")));
    }
}
