package dev.tarn.storage.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileWriters;
import dev.tarn.storage.io.LocalFileIO;
import dev.tarn.testkit.FailingFileIO;
import dev.tarn.testkit.FailingFileIO.Kind;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// What a writer says when the store does not take its bytes: our exception, with the file's name.
class FailingWritesTest {
    private static final Schema SCHEMA = EveryPrimitive.and();

    @TempDir Path folder;

    private int next;

    private static Batch batch() {
        Random random = new Random(5);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            SCHEMA.columns()
                    .forEach(column -> row.add(EveryPrimitive.value(column.name(), random)));
            rows.add(row);
        }
        return LocalTables.batch(SCHEMA, rows);
    }

    private void write(FailingFileIO store, FileFormat format) {
        FileWriteRequest request =
                new FileWriteRequest(
                        store.newOutputFile(folder.resolve("written-" + next++).toString()),
                        SCHEMA,
                        Map.of(),
                        MetricsConfig.getDefault());
        Batch batch = batch();
        try (BatchWriter writer = FileWriters.create(format, request)) {
            for (int i = 0; i < 4; i++) {
                writer.write(batch);
            }
        }
    }

    private void assertFails(FailingFileIO store, FileFormat format) {
        assertThatThrownBy(() -> write(store, format))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.IO))
                .hasMessageContaining("written")
                .hasRootCauseInstanceOf(FailingFileIO.InjectedFailure.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "ORC", "AVRO"})
    void a_store_that_fails_at_any_write_fails_the_writer(FileFormat format) {
        FailingFileIO counted = new FailingFileIO(new LocalFileIO());
        write(counted, format);
        long last = counted.count(Kind.WRITE);
        for (long call : new long[] {1, last / 2, last - 1, last}) {
            assertFails(new FailingFileIO(new LocalFileIO()).failAt(Kind.WRITE, call), format);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "ORC", "AVRO"})
    void a_file_that_cannot_be_created_fails_the_writer(FileFormat format) {
        assertFails(new FailingFileIO(new LocalFileIO()).failAt(Kind.CREATE, 1), format);
    }

    @ParameterizedTest
    @EnumSource(names = {"PARQUET", "ORC", "AVRO"})
    void a_file_that_cannot_be_closed_fails_the_writer(FileFormat format) {
        assertFails(new FailingFileIO(new LocalFileIO()).failAt(Kind.CLOSE, 1), format);
    }
}
