package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.server.lake.TestLake.Client;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Files that are loaded within transactions.
class TransactionLoadsTest extends TransactionCase {
    @Test
    void files_are_loaded_once_by_what_commits() throws IOException {
        create("t");
        Files.writeString(folder.resolve("one.csv"), "id,n\n1,1\n");
        Files.writeString(folder.resolve("two.csv"), "id,n\n2,2\n");
        Client client = begun();
        client.execute(copy("one.csv"));
        client.execute("rollback");
        client.execute("begin");
        client.execute(copy("one.csv"));
        client.execute(copy("*.csv"));
        assertThat(client.execute("select count(*) from t")).isEqualTo(List.of(List.of(2L)));
        client.execute("commit");
        lake().execute(copy("*.csv"));
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L)));
        assertThat(lake().count("select count(*) from t.loaded_files")).isEqualTo(2);
        Client late = begun();
        Files.writeString(folder.resolve("three.csv"), "id,n\n3,3\n");
        late.execute(copy("three.csv"));
        lake().execute(copy("three.csv"));
        assertThat(refused(late, "commit").code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(rows("t")).hasSize(3);
        assertNoFilesLeft("t");
    }

    @Test
    void rows_that_are_kept_aside_are_committed_with_the_others() {
        create("t");
        lake().execute("alter table t add expect positive (n > 0) on violation quarantine");
        Client client = begun();
        client.execute("insert into t values (1, 1), (2, -2)");
        client.execute("insert into t values (3, 3), (4, -4)");
        assertThat(lake().count("select count(*) from t.rejected_rows")).isZero();
        client.execute("commit");
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(3L, 3L)));
        assertThat(lake().count("select count(*) from t.rejected_rows")).isEqualTo(2);
        assertNoFilesLeft("t");
    }

    @Test
    void columns_of_files_are_not_added() throws IOException {
        create("t");
        Files.writeString(folder.resolve("more.csv"), "id,n,more\n1,1,1\n");
        assertThat(refused(begun(), copy("more.csv") + " merge_schema = true"))
                .hasMessageContaining("MERGE_SCHEMA is not possible in a transaction");
    }

    /// The load of another session deletes the history that the transaction has pinned.
    @Test
    void history_that_another_load_replaced_is_a_conflict_and_not_lost() throws IOException {
        create("t");
        for (int i = 1; i <= 3; i++) {
            Files.writeString(folder.resolve(i + ".csv"), "id,n\n%1$d,%1$d\n".formatted(i));
        }
        lake().execute(copy("1.csv"));
        Client client = begun();
        client.execute("select count(*) from t");
        lake().execute(copy("2.csv"));
        SqlException failure = refused(client, copy("3.csv"));
        assertThat(failure.code()).isEqualTo(ErrorCode.TRANSACTION_CONFLICT);
        assertThat(failure).hasMessageContaining("anew").hasMessageNotContaining("UNSET");
        client.execute("rollback");
        client.execute("begin");
        client.execute(copy("*.csv"));
        client.execute("commit");
        assertThat(rows("t")).isEqualTo(List.of(List.of(1L, 1L), List.of(2L, 2L), List.of(3L, 3L)));
        assertNoFilesLeft("t");
    }

    @Test
    void files_whose_rows_are_deleted_in_the_same_transaction_stay_known() throws IOException {
        create("t");
        Files.writeString(folder.resolve("one.csv"), "id,n\n1,1\n");
        Client client = begun();
        client.execute(copy("one.csv"));
        client.execute("delete from t");
        client.execute("commit");
        assertThat(lake().count("select count(*) from t.loaded_files")).isEqualTo(1);
        lake().execute(copy("*.csv"));
        assertThat(rows("t")).isEmpty();
        assertThat(snapshots("t")).isEqualTo(1);
        assertNoFilesLeft("t");
    }

    private String copy(String files) {
        return "copy into t from '" + folder.resolve(files) + "'";
    }
}
