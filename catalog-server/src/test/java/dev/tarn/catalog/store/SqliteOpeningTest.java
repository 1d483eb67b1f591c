package dev.tarn.catalog.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What stands in the way of the catalog's file is said in one sentence.
class SqliteOpeningTest {
    @TempDir private Path directory;

    @Test
    void aFileThatIsNoDatabaseIsRefusedByName() throws IOException {
        Path file = Files.writeString(directory.resolve("catalog.db"), "text ".repeat(1000));
        assertThatThrownBy(() -> SqliteDatabase.open(file))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageStartingWith(
                        "The catalog database %s cannot be opened: ".formatted(file))
                .hasMessageContaining("file is not a database");
    }

    @Test
    void aFileInThePlaceOfItsFolderIsSaid() throws IOException {
        Path folder = Files.writeString(directory.resolve("lake"), "");
        Path file = folder.resolve("catalog.db");
        assertThatThrownBy(() -> SqliteDatabase.open(file))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessage(
                        "The catalog database %s cannot be opened: java.nio.file.FileAlreadyExistsException: %s"
                                .formatted(file, folder));
    }
}
