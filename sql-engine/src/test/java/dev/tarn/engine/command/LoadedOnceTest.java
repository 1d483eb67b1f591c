package dev.tarn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.TestEngine;
import dev.tarn.storage.load.LoadHistory;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/// COPY INTO loads each file once, whatever becomes of the table's snapshots. The catalog is
/// Iceberg's own.
class LoadedOnceTest {
    private static final TableIdentifier T = TableIdentifier.of("test", "t");

    @TempDir private Path folder = Path.of("");
    private final InMemoryCatalog catalog = TestEngine.emptyCatalog();
    private TestEngine engine = TestEngine.inMemory(2048, 2);

    @BeforeEach
    void open() throws IOException {
        engine.close();
        engine = TestEngine.over(catalog, 2048, 2);
        engine.execute("create table t (id bigint, name varchar)");
        write("a.csv", "id,name\n1,one\n2,two\n");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /// Files loaded, files known, rows loaded.
    private String copy(String files, String options) {
        return copy("copy into t from '%s' %s".formatted(folder.resolve(files), options));
    }

    private String copy(String sql) {
        List<@Nullable String> row = engine.execute(sql).getFirst();
        return row.get(0) + " " + row.get(1) + " " + row.get(3);
    }

    private String ids() {
        return String.join(
                " ",
                engine.execute("select id from t order by id").stream()
                        .map(row -> String.valueOf(row.getFirst()))
                        .toList());
    }

    private Table table() {
        return catalog.loadTable(T);
    }

    @Test
    void file_is_loaded_once_and_others_beside_it_later() throws IOException {
        assertThat(copy("*.csv", "")).isEqualTo("1 0 2");
        assertThat(copy("*.csv", "")).isEqualTo("0 1 0");
        write("b.csv", "id,name\n3,three\n");
        assertThat(copy("*.csv", "")).isEqualTo("1 1 1");
        assertThat(copy("b.csv", "")).isEqualTo("0 1 0");
        assertThat(ids()).isEqualTo("1 2 3");
    }

    @Test
    void load_of_nothing_new_makes_no_snapshot() {
        copy("a.csv", "");
        long snapshot = table().currentSnapshot().snapshotId();
        copy("a.csv", "");
        assertThat(table().currentSnapshot().snapshotId()).isEqualTo(snapshot);
    }

    @Test
    void file_without_rows_is_loaded_once_too() throws IOException {
        write("empty.csv", "id,name\n");
        assertThat(copy("empty.csv", "")).isEqualTo("1 0 0");
        assertThat(copy("empty.csv", "")).isEqualTo("0 1 0");
    }

    @Test
    void path_with_detours_and_scheme_is_the_same_file() {
        copy("a.csv", "");
        assertThat(copy("../" + folder.getFileName() + "/a.csv", "")).isEqualTo("0 1 0");
        assertThat(copy("copy into t from 'file:%s/a.csv'".formatted(folder))).isEqualTo("0 1 0");
    }

    @Test
    void table_made_like_another_leaves_the_history_of_that_one() throws IOException {
        copy("a.csv", "");
        String text = String.valueOf(engine.execute("show create table t").getFirst().getFirst());
        assertThat(text).doesNotContain(LoadHistory.PROPERTY);
        engine.execute("create table u (like t including properties)");
        assertThat(catalog.loadTable(TableIdentifier.of("test", "u")).properties())
                .doesNotContainKey(LoadHistory.PROPERTY);
        String history = table().properties().get(LoadHistory.PROPERTY);
        engine.execute(
                "create table v (id bigint, name varchar) with (\"%s\" = '%s')"
                        .formatted(LoadHistory.PROPERTY, history));
        assertThat(copy("copy into v from '%s'".formatted(folder.resolve("a.csv"))))
                .isEqualTo("1 0 2");
        assertThat(copy("a.csv", "")).isEqualTo("0 1 0");
    }

    @Test
    void file_that_changed_is_another_file() throws IOException {
        copy("a.csv", "");
        write("a.csv", "id,name\n4,four\n");
        assertThat(copy("a.csv", "")).isEqualTo("1 0 1");
        Files.setLastModifiedTime(folder.resolve("a.csv"), FileTime.fromMillis(1_000));
        assertThat(copy("a.csv", "")).isEqualTo("1 0 1");
        assertThat(copy("a.csv", "")).isEqualTo("0 1 0");
        assertThat(ids()).isEqualTo("1 2 4 4");
    }

    @Test
    void force_loads_again() {
        copy("a.csv", "");
        assertThat(copy("a.csv", "force = true")).isEqualTo("1 0 2");
        assertThat(copy("a.csv", "with (force = true)")).isEqualTo("1 0 2");
        assertThat(copy("a.csv", "force = false")).isEqualTo("0 1 0");
        assertThat(ids()).isEqualTo("1 1 1 2 2 2");
        SqlException failure =
                catchThrowableOfType(SqlException.class, () -> copy("a.csv", "force = maybe"));
        assertThat(failure).hasMessage("FORCE must be TRUE or FALSE, not 'maybe'");
        assertThat(failure.position()).isNotNull();
    }

    @Test
    void failed_load_is_none() throws IOException {
        write("b.csv", "id,name\nx,three\n");
        SqlException failure =
                catchThrowableOfType(SqlException.class, () -> copy("{a,b}.csv", ""));
        assertThat(failure.code()).isEqualTo(ErrorCode.BAD_DATA);
        assertThat(copy("a.csv", "")).isEqualTo("1 0 2");
    }

    @Test
    void expiring_the_snapshot_of_a_load_does_not_forget_it() {
        copy("a.csv", "");
        engine.execute("insert into t values (9, 'nine')");
        table().expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();
        assertThat(table().snapshots()).hasSize(1);
        assertThat(copy("a.csv", "")).isEqualTo("0 1 0");
        assertThat(ids()).isEqualTo("1 2 9");
    }

    @Test
    void load_that_was_rolled_back_can_be_made_again() throws IOException {
        copy("a.csv", "");
        long first = table().currentSnapshot().snapshotId();
        write("b.csv", "id,name\n3,three\n");
        copy("b.csv", "");
        table().manageSnapshots().rollbackTo(first).commit();
        assertThat(copy("*.csv", "")).isEqualTo("1 1 1");
        assertThat(ids()).isEqualTo("1 2 3");
    }

    @Test
    void load_that_was_rolled_back_and_expired_can_be_made_again() throws IOException {
        copy("a.csv", "");
        long first = table().currentSnapshot().snapshotId();
        write("b.csv", "id,name\n3,three\n");
        copy("b.csv", "");
        long second = table().currentSnapshot().snapshotId();
        table().manageSnapshots().rollbackTo(first).commit();
        table().expireSnapshots().expireSnapshotId(second).commit();
        engine.execute("insert into t values (9, 'nine')");
        assertThat(copy("*.csv", "")).isEqualTo("1 1 1");
        assertThat(ids()).isEqualTo("1 2 3 9");
    }

    @Test
    void table_that_was_replaced_or_truncated_has_loaded_nothing() {
        copy("a.csv", "");
        engine.execute("truncate table t");
        assertThat(copy("a.csv", "")).isEqualTo("1 0 2");
        engine.execute("create or replace table t as select bigint '7' as id, 'seven' as name");
        assertThat(copy("a.csv", "")).isEqualTo("1 0 2");
        assertThat(ids()).isEqualTo("1 2 7");
    }

    @Test
    void table_that_was_made_from_files_has_loaded_them() throws IOException {
        for (String or : List.of("", "or replace ", "or replace ")) {
            engine.execute("create %stable made from '%s'".formatted(or, folder.resolve("a.csv")));
            assertThat(copy("copy into made from '" + folder.resolve("a.csv") + "'"))
                    .isEqualTo("0 1 0");
        }
        write("b.csv", "id,name\n3,three\n");
        engine.execute("copy into made from '" + folder.resolve("*.csv") + "'");
        assertThat(engine.execute("select count(*), sum(id) from made"))
                .isEqualTo(List.of(List.of("3", "6")));
    }

    @Test
    void rows_that_are_deleted_stay_loaded() {
        copy("a.csv", "");
        engine.execute("delete from t where id < 100");
        assertThat(copy("a.csv", "")).isEqualTo("0 1 0");
    }

    @Test
    void history_that_is_gone_is_an_error_and_not_a_second_load() {
        copy("a.csv", "");
        String history = table().properties().get(LoadHistory.PROPERTY);
        table().io().deleteFile(history);
        SqlException failure = catchThrowableOfType(SqlException.class, () -> copy("a.csv", ""));
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure)
                .hasMessageContaining("load history " + history)
                .hasMessageContaining("UNSET TBLPROPERTIES ('tarn.load-history')");
        engine.execute("alter table t unset tblproperties ('tarn.load-history')");
        assertThat(copy("a.csv", "")).isEqualTo("1 0 2");
    }

    @Test
    void only_the_last_history_is_kept() throws IOException {
        copy("a.csv", "");
        String first = table().properties().get(LoadHistory.PROPERTY);
        write("b.csv", "id,name\n3,three\n");
        copy("b.csv", "");
        String second = table().properties().get(LoadHistory.PROPERTY);
        assertThat(second).isNotEqualTo(first);
        assertThatThrownBy(() -> table().io().newInputFile(first))
                .isInstanceOf(NotFoundException.class);
        assertThat(table().io().newInputFile(second).exists()).isTrue();
    }
}
