package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.util.Objects.requireNonNull;

import dev.tarn.engine.SqlException;
import dev.tarn.server.lake.TestLake.Client;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/// A lake, and clients who have begun transactions on it.
abstract class TransactionCase {
    @TempDir Path folder = Path.of("");
    private @Nullable HookedLake opened;

    @BeforeEach
    void open() {
        opened = HookedLake.open(folder.resolve("lake"));
    }

    @AfterEach
    void close() {
        lake().close();
    }

    TestLake lake() {
        return requireNonNull(opened).lake();
    }

    /// What happens beside the files that are written.
    HookedFileIO hooked() {
        return requireNonNull(opened).files();
    }

    void create(String table, int version, String mode) {
        lake().execute(
                        "create table %s (id bigint, n bigint) with (format_version = '%d')"
                                .formatted(table, version));
        lake().execute(
                        "alter table %1$s set properties \"write.delete.mode\" = '%2$s', \"write.update.mode\" = '%2$s', \"write.merge.mode\" = '%2$s'"
                                .formatted(table, mode));
    }

    void create(String table) {
        create(table, 2, "copy-on-write");
    }

    Client begun() {
        Client client = lake().client();
        client.execute("begin");
        return client;
    }

    List<List<@Nullable Object>> rows(String table) {
        return lake().execute("select id, n from %s order by id, n".formatted(table));
    }

    long snapshots(String table) {
        return lake().count("select count(*) from %s.snapshots".formatted(table));
    }

    static SqlException refused(Client client, String sql) {
        SqlException failure = catchThrowableOfType(SqlException.class, () -> client.execute(sql));
        assertThat(failure).as(sql).isNotNull();
        return failure;
    }

    void assertNoFilesLeft(String... tables) {
        lake().assertNoFilesLeft(tables);
    }
}
