package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/// Writers of a branch while others write to it, to the main branch, or drop it.
class BranchesBesideOthersTest {
    @TempDir private Path folder = Path.of("");
    private @Nullable HookedLake opened;

    private void open(int version, String mode) {
        opened = HookedLake.open(folder.resolve("lake"));
        lake().execute(
                        "create table t (id bigint, name varchar) with (format_version = '%d')"
                                .formatted(version));
        lake().execute(
                        "alter table t set properties \"write.delete.mode\" = '%s', \"write.update.mode\" = '%s'"
                                .formatted(mode, mode));
        lake().execute("insert into t values (1, 'one'), (2, 'two')");
        lake().execute("alter table t create branch b");
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

    private List<? extends List<?>> rows(String from) {
        return lake().execute("select id, name from " + from + " order by id, name");
    }

    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void what_others_do_to_the_branch_is_seen(int version, String mode) {
        open(version, mode);
        meanwhile("insert into t.branch_b values (3, 'three')");
        lake().execute("update t.branch_b set name = upper(name) where id <> 2");
        assertThat(rows("t.branch_b"))
                .isEqualTo(List.of(List.of(1L, "ONE"), List.of(2L, "two"), List.of(3L, "THREE")));
        meanwhile("update t.branch_b set name = 'changed' where id = 1");
        lake().execute("update t.branch_b set name = name || '!' where id = 1");
        assertThat(rows("t.branch_b").getFirst()).isEqualTo(List.of(1L, "changed!"));
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, "one"), List.of(2L, "two")));
    }

    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void what_others_do_to_the_main_branch_stays_there(int version, String mode) {
        open(version, mode);
        meanwhile("update t set name = 'main' where id = 1");
        lake().execute("update t.branch_b set name = 'branch' where id = 1");
        meanwhile("insert into t values (3, 'main')");
        lake().execute("insert into t.branch_b values (3, 'branch')");
        assertThat(rows("t"))
                .isEqualTo(List.of(List.of(1L, "main"), List.of(2L, "two"), List.of(3L, "main")));
        assertThat(rows("t.branch_b"))
                .isEqualTo(
                        List.of(List.of(1L, "branch"), List.of(2L, "two"), List.of(3L, "branch")));
    }

    @ParameterizedTest
    @CsvSource({"1, copy-on-write", "2, merge-on-read", "3, merge-on-read"})
    void a_branch_dropped_meanwhile_is_not_made_again(int version, String mode) {
        open(version, mode);
        meanwhile("alter table t drop branch b");
        assertThatThrownBy(() -> lake().execute("insert into t.branch_b values (3, 'three')"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("was dropped by another writer");
        lake().execute("alter table t create branch b");
        meanwhile("alter table t drop branch b");
        assertThatThrownBy(() -> lake().execute("update t.branch_b set id = 3 where id = 1"))
                .isInstanceOf(SqlException.class)
                .hasMessageContaining("does not have a branch");
        assertThat(lake().execute("select name from \"t$refs\""))
                .isEqualTo(List.of(List.of("main")));
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, "one"), List.of(2L, "two")));
    }
}
