package dev.tarn.storage.text;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchReader;
import dev.tarn.testkit.Batches;

import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Text files of a test, and all their rows.
record TextFixture(Path folder) {

    InputFile file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    InputFile file(String name, byte[] bytes) {
        Path path = folder.resolve(name);
        try {
            java.nio.file.Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return input(path);
    }

    static InputFile input(Path path) {
        return Files.localInput(path.toFile());
    }

    /// All rows of `file` as its inferred types, which must not depend on the size of batches.
    static List<List<@Nullable Object>> csvRows(InputFile file, CsvOptions options) {
        return csvRows(file, CsvFiles.inferSchema(List.of(file), options), options);
    }

    static List<List<@Nullable Object>> csvRows(InputFile file, Schema schema, CsvOptions options) {
        return csvRows(file, schema, options, 2048);
    }

    static List<List<@Nullable Object>> csvRows(
            InputFile file, Schema schema, CsvOptions options, int batchRowCount) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (TextSplit split : CsvFiles.splits(file, options)) {
            try (BatchReader reader = CsvFiles.open(split, schema, options, batchRowCount)) {
                addRows(reader, rows);
            }
        }
        return rows;
    }

    static void addRows(BatchReader reader, List<List<@Nullable Object>> rows) {
        Batch batch = reader.next();
        while (batch != null) {
            rows.addAll(Batches.rows(batch));
            batch = reader.next();
        }
    }
}
