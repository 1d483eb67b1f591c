package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

/// `rewrite_data_files` while another writer changes the table: nothing of what that one did is
/// lost, no deleted row comes back, and files that are in vain are deleted.
class RewriteBesideOthersTest {
    private static final String REWRITE =
            "call system.rewrite_data_files('t', options => map('min-input-files', 2))";

    @TempDir private Path folder = Path.of("");
    private @Nullable HookedLake opened;

    /// With workers of its own: those of the first wait for the file that is about to be written.
    private @Nullable TestLake other;

    private void open(int version, String partitioning) {
        opened = HookedLake.open(folder.resolve("lake"));
        other = TestLake.open(folder.resolve("lake"));
        execute(
                "create table t (id bigint, k integer) %s with (format_version = '%d')"
                        .formatted(partitioning, version));
        execute("alter table t set properties \"write.delete.mode\" = 'merge-on-read'");
        for (int file = 0; file < 4; file++) {
            execute(
                    "insert into t values (%d, %d), (%d, %d)"
                            .formatted(2 * file, file % 2, 2 * file + 1, file % 2));
        }
    }

    @AfterEach
    void close() {
        requireNonNull(other).close();
        lake().close();
    }

    /// Runs `sql` elsewhere before the next data file is written.
    private void meanwhile(String sql) {
        hooked().files().beforeNextDataFile(() -> requireNonNull(other).execute(sql));
    }

    private HookedLake hooked() {
        return requireNonNull(opened);
    }

    private TestLake lake() {
        return hooked().lake();
    }

    private List<List<@Nullable Object>> execute(String sql) {
        return lake().execute(sql);
    }

    private List<? extends @Nullable Object> ids() {
        return execute("select id from t order by id").stream().map(List::getFirst).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void rows_added_meanwhile_stay(int version) {
        open(version, "");
        meanwhile("insert into t values (100, 0)");
        assertThat(execute(REWRITE).getFirst().subList(0, 2)).isEqualTo(List.of(4, 1));
        assertThat(ids()).isEqualTo(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 100L));
        lake().assertNoFilesLeft("t");
    }

    /// Pain: deleted rows come back.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void pain_deleted_rows_that_come_back(int version) {
        open(version, "");
        meanwhile("delete from t where id = 3");
        SqlException conflict = catchThrowableOfType(SqlException.class, () -> execute(REWRITE));
        assertThat(conflict.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(ids()).isEqualTo(List.of(0L, 1L, 2L, 4L, 5L, 6L, 7L));
        lake().assertNoFilesLeft("t");
        assertThat(execute(REWRITE).getFirst().subList(0, 2)).isEqualTo(List.of(4, 1));
        assertThat(ids()).isEqualTo(List.of(0L, 1L, 2L, 4L, 5L, 6L, 7L));
    }

    /// Pain: hours of work are thrown away because of one partition.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void pain_compaction_that_loses_to_other_writers(int version) {
        open(version, "partitioned by (k)");
        meanwhile("delete from t where id = 3");
        List<@Nullable Object> done = execute(REWRITE).getFirst();
        assertThat(done.subList(0, 2)).isEqualTo(List.of(2, 1));
        assertThat(done.get(3)).isEqualTo(2);
        assertThat(ids()).isEqualTo(List.of(0L, 1L, 2L, 4L, 5L, 6L, 7L));
        lake().assertNoFilesLeft("t");
    }

    @Test
    void a_deletion_that_comes_just_before_the_commit_is_seen_by_it() {
        open(3, "partitioned by (k)");
        hooked().files().beforeNextManifestList(() -> execute("delete from t where id = 3"));
        assertThat(execute(REWRITE).getFirst().subList(0, 2)).isEqualTo(List.of(2, 1));
        assertThat(ids()).isEqualTo(List.of(0L, 1L, 2L, 4L, 5L, 6L, 7L));
        lake().assertNoFilesLeft("t");
    }

    @Test
    void files_rewritten_by_another_meanwhile_are_left_to_it() {
        open(2, "");
        meanwhile(REWRITE);
        SqlException conflict = catchThrowableOfType(SqlException.class, () -> execute(REWRITE));
        assertThat(conflict.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(ids()).hasSize(8);
        lake().assertNoFilesLeft("t");
    }

    @Test
    void columns_changed_meanwhile_are_those_of_the_table() {
        open(2, "");
        meanwhile("alter table t add column more integer");
        execute(REWRITE);
        execute("insert into t values (8, 0, 5)");
        assertThat(execute("select id, more from t where id > 6 order by id"))
                .isEqualTo(List.of(java.util.Arrays.asList(7L, null), List.of(8L, 5)));
    }

    /// Pain: progress is lost when the starting snapshot expires. Between two groups everything but
    /// the current snapshot goes, which another writer has made.
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void pain_starting_snapshot_that_expires(int version) {
        open(version, "partitioned by (k)");
        execute("delete from t where id = 1");
        hooked().files()
                .beforeNextDataFile(() -> {
                    TestLake there = requireNonNull(other);
                    there.execute("insert into t values (100, 7)");
                    there.catalog()
                            .loadTable(TestLake.table("t"))
                            .expireSnapshots()
                            .expireOlderThan(Long.MAX_VALUE)
                            .retainLast(1)
                            .commit();
                });
        try {
            execute(REWRITE);
        } catch (SqlException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        }
        assertThat(ids()).isEqualTo(List.of(0L, 2L, 3L, 4L, 5L, 6L, 7L, 100L));
        execute(REWRITE);
        assertThat(ids()).isEqualTo(List.of(0L, 2L, 3L, 4L, 5L, 6L, 7L, 100L));
    }
}
