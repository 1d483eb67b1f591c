package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// DELETE, UPDATE and MERGE while another writer changes what they read: they are planned again,
/// and leave no files of the first try.
class ChangesBesideOthersTest {
    @TempDir private Path folder = Path.of("");
    private @Nullable HookedLake opened;

    private void open(int version, String mode) throws IOException {
        opened = HookedLake.open(folder.resolve("lake"));
        lake().execute(
                        "create table t (id bigint, name varchar) with (format_version = '%d')"
                                .formatted(version));
        lake().execute(
                        "alter table t set properties \"write.delete.mode\" = '%s', \"write.update.mode\" = '%s', \"write.merge.mode\" = '%s'"
                                .formatted(mode, mode, mode));
        lake().execute("insert into t values (1, 'one'), (2, 'two')");
    }

    @AfterEach
    void close() {
        lake().close();
    }

    private TestLake lake() {
        return requireNonNull(opened).lake();
    }

    private void meanwhile(String sql) {
        requireNonNull(opened).meanwhile(sql);
    }

    private List<? extends List<?>> rows() {
        return lake().execute("select id, name from t order by id, name");
    }

    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void rows_added_meanwhile_are_changed_too(int version, String mode) throws IOException {
        open(version, mode);
        meanwhile("insert into t values (3, 'three')");
        lake().execute("update t set name = upper(name) where id <> 2");
        assertThat(rows())
                .isEqualTo(List.of(List.of(1L, "ONE"), List.of(2L, "two"), List.of(3L, "THREE")));
        lake().assertNoFilesLeft("t");
    }

    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void rows_changed_meanwhile_are_read_again(int version, String mode) throws IOException {
        open(version, mode);
        meanwhile("update t set name = 'changed' where id = 1");
        lake().execute("update t set name = name || '!' where id = 1");
        assertThat(rows()).isEqualTo(List.of(List.of(1L, "changed!"), List.of(2L, "two")));
        meanwhile("update t set id = 5 where id = 2");
        lake().execute("delete from t where id = 2 or name = 'two'");
        assertThat(rows()).isEqualTo(List.of(List.of(1L, "changed!")));
        lake().assertNoFilesLeft("t");
    }

    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void rows_merged_at_once_are_there_once(int version, String mode) throws IOException {
        open(version, mode);
        String merge =
                "merge into t using (values (%s)) as s(id, name) on t.id = s.id when matched then"
                        + " update set name = t.name || s.name when not matched then insert *";
        meanwhile(merge.formatted("3, 'three'"));
        lake().execute(merge.formatted("3, '!'"));
        meanwhile("delete from t where id = 1");
        lake().execute(merge.formatted("1, 'new'"));
        assertThat(rows())
                .isEqualTo(List.of(List.of(1L, "new"), List.of(2L, "two"), List.of(3L, "three!")));
        lake().assertNoFilesLeft("t");
    }

    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void rows_added_meanwhile_are_replaced_too(int version, String mode) throws IOException {
        open(version, mode);
        meanwhile("insert into t values (3, 'three')");
        lake().execute("insert into t replace where id >= 2 select max(id) + 10, 'new' from t");
        assertThat(rows()).isEqualTo(List.of(List.of(1L, "one"), List.of(13L, "new")));
        meanwhile("insert into t values (4, 'four')");
        lake().execute("insert overwrite t values (5, 'five')");
        assertThat(rows()).isEqualTo(List.of(List.of(5L, "five")));
        lake().assertNoFilesLeft("t");
    }

    /// Who copies a file must not bring back a row that was marked in it meanwhile, and who marks a
    /// row must not lose it in a file that was written anew.
    @ParameterizedTest
    @CsvSource({
        "2, copy-on-write, merge-on-read",
        "2, merge-on-read, copy-on-write",
        "3, copy-on-write, merge-on-read",
        "3, merge-on-read, copy-on-write"
    })
    void files_copied_and_rows_marked_at_once(int version, String updates, String deletes)
            throws IOException {
        open(version, updates);
        lake().execute(
                        "alter table t set properties \"write.delete.mode\" = '%s'"
                                .formatted(deletes));
        lake().execute("insert into t values (3, 'three'), (4, 'four')");
        meanwhile("delete from t where id = 4");
        lake().execute("update t set name = upper(name) where id = 3");
        meanwhile("update t set name = upper(name) where id = 1");
        lake().execute("delete from t where id = 2");
        assertThat(rows()).isEqualTo(List.of(List.of(1L, "ONE"), List.of(3L, "THREE")));
        lake().assertNoFilesLeft("t");
    }

    @ParameterizedTest
    @CsvSource({"2, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void counting_at_once_loses_nothing(int version, String mode)
            throws IOException, InterruptedException, ExecutionException {
        open(version, mode);
        try (ExecutorService writers = Executors.newFixedThreadPool(2)) {
            Future<?> one = writers.submit(() -> count(6));
            Future<?> two = writers.submit(() -> count(6));
            one.get();
            two.get();
        }
        assertThat(rows()).isEqualTo(List.of(List.of(2L, "two"), List.of(13L, "one")));
        lake().assertNoFilesLeft("t");
    }

    private void count(int times) {
        int done = 0;
        while (done < times) {
            try {
                lake().execute("update t set id = id + 1 where name = 'one'");
                done++;
            } catch (SqlException tooMany) {
                assertThat(tooMany.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
            }
        }
    }
}
