package dev.tarn.storage.orc;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.ScanCounters;
import dev.tarn.testkit.Batches;

import org.apache.iceberg.Files;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class OrcBuildersTest {
    private static final Schema SCHEMA = new Schema(optional(1, "id", Types.LongType.get()));

    /// Remembers what it is asked for.
    private static final class Watching extends ClassLoader {
        private final List<String> asked = new ArrayList<>();

        Watching(ClassLoader parent) {
            super(parent);
        }

        @Override
        public @Nullable URL getResource(String name) {
            asked.add(name);
            return super.getResource(name);
        }
    }

    @Test
    void files_are_written_and_read_without_looking_for_hadoops_settings(@TempDir Path folder) {
        // Hadoop's own classes look once, when they are loaded.
        write(folder.resolve("before.orc").toFile());
        File path = folder.resolve("file.orc").toFile();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Watching watching = new Watching(before);
        thread.setContextClassLoader(watching);
        try {
            write(path);
            assertThat(read(path)).containsExactly(List.of(7L), List.of(8L));
            assertThat(thread.getContextClassLoader()).isSameAs(watching);
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(watching.asked).doesNotContain("core-default.xml", "core-site.xml");
    }

    private static void write(File path) {
        FileWriteRequest request =
                new FileWriteRequest(
                        Files.localOutput(path), SCHEMA, Map.of(), MetricsConfig.getDefault());
        try (BatchWriter writer = OrcFiles.create(request)) {
            writer.write(new Batch(List.of(VectorBuilder.of(DataType.BIGINT, List.of(7L, 8L))), 2));
        }
    }

    private static List<List<@Nullable Object>> read(File path) {
        FileReadRequest request = FileReadRequest.ofPlainFile(Files.localInput(path), SCHEMA, 2048);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (BatchReader reader = OrcFiles.open(request, new ScanCounters())) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                rows.addAll(Batches.rows(batch));
            }
        }
        return rows;
    }
}
