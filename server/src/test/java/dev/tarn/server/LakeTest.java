package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.JavaValues;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// When a lake is opened, and what is said where it cannot be.
class LakeTest {
    private static final Session SESSION = Session.of("ann", "lake", Tarn.DEFAULT_NAMESPACE);

    @TempDir private Path directory;

    @Test
    void aQueryWithoutTablesOpensNothing() {
        try (Tarn tarn = Tarn.openOnDemand(config())) {
            assertThat(value(tarn, "select 1 + 1")).isEqualTo(2);
            assertThat(value(tarn, "select upper('a')")).isEqualTo("A");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theFirstTableOpensTheLakeWithItsDefaultNamespace() {
        try (Tarn tarn = Tarn.openOnDemand(config())) {
            run(tarn, "create table t as select 7 as a");
            assertThat(value(tarn, "select a from main.t")).isEqualTo(7);
            assertThat(value(tarn, "select count(*) from system.metadata.events")).isNotEqualTo(0L);
        }
    }

    @Test
    void aQueryWithTablesOfALakeThatCannotBeOpenedSaysWhy() throws IOException {
        Path file = Files.writeString(directory.resolve("catalog.db"), "text ".repeat(1000));
        try (Tarn tarn = Tarn.openOnDemand(config())) {
            assertThatThrownBy(() -> value(tarn, "select * from t"))
                    .isInstanceOf(SqlException.class)
                    .extracting(failure -> ((SqlException) failure).code())
                    .isEqualTo(ErrorCode.STORAGE_ERROR);
            assertThatThrownBy(() -> value(tarn, "select * from t"))
                    .hasMessageStartingWith(
                            "The catalog database %s cannot be opened: ".formatted(file));
        }
    }

    @Test
    void whoIsAboutToAskForTablesIsToldAtOnce() throws IOException {
        Files.writeString(directory.resolve("catalog.db"), "text ".repeat(1000));
        assertThatThrownBy(() -> Tarn.openToQuery(config()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("cannot be opened");
    }

    private TarnConfig config() {
        return TarnConfig.from(Settings.defaults().set(Key.DATA_DIR, directory.toString(), "test"));
    }

    private static @Nullable Object value(Tarn tarn, String sql) {
        try (Query query = tarn.runner("test").start(SESSION, sql)) {
            return JavaValues.value(Objects.requireNonNull(query.next()).column(0), 0);
        }
    }

    private static void run(Tarn tarn, String sql) {
        try (Query query = tarn.runner("test").start(SESSION, sql)) {
            while (query.next() != null) {
                // Nothing to see; the end is awaited.
            }
        }
    }
}
