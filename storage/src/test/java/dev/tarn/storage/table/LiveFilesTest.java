package dev.tarn.storage.table;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class LiveFilesTest {
    private static final Schema SCHEMA = new Schema(optional(1, "id", Types.IntegerType.get()));

    @TempDir Path folder;
    private Table table;

    @BeforeEach
    void create() {
        PartitionSpec spec = PartitionSpec.builderFor(SCHEMA).identity("id").build();
        Map<String, String> properties =
                Map.of("format-version", "2", "commit.manifest-merge.enabled", "false");
        table = LocalTables.create(folder, SCHEMA, spec, properties);
    }

    /// Adds one file with `id` rows, in a manifest of its own.
    private void append(int id) {
        table.newAppend()
                .appendFile(
                        DataFiles.builder(table.spec())
                                .withPath(table.location() + "/data/" + id + ".parquet")
                                .withPartitionPath("id=" + id)
                                .withFileSizeInBytes(10)
                                .withMetrics(
                                        new Metrics(
                                                (long) id,
                                                Map.of(1, 7L),
                                                Map.of(1, (long) id),
                                                Map.of(1, 0L),
                                                Map.of()))
                                .build())
                .commit();
    }

    /// The table as it is now, its files opened through `io`.
    private Table through(FileIO io) {
        String metadata =
                ((HasTableOperations) table).operations().refresh().metadataFileLocation();
        return new BaseTable(new StaticTableOperations(metadata, io), table.name());
    }

    private static List<FileScanTask> all(Table table) throws IOException {
        try (CloseableIterable<FileScanTask> files = LiveFiles.of(table, table.currentSnapshot())) {
            List<FileScanTask> all = new ArrayList<>();
            files.forEach(all::add);
            return all;
        }
    }

    @Test
    void files_have_their_statistics() throws IOException {
        append(1);
        append(2);
        table.newDelete().deleteFile(table.location() + "/data/1.parquet").commit();
        assertThat(all(table))
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.file().recordCount()).isEqualTo(2);
                    assertThat(task.file().columnSizes()).containsEntry(1, 7L);
                    assertThat(task.file().nullValueCounts()).containsEntry(1, 0L);
                    assertThat(task.spec().specId()).isEqualTo(table.spec().specId());
                });
    }

    @Test
    void after_a_commit_only_new_manifests_are_read() throws IOException {
        Opened io = new Opened(table.io());
        append(1);
        append(2);
        assertThat(all(through(io))).hasSize(2);
        assertThat(io.manifests()).isEqualTo(2);
        append(3);
        assertThat(all(through(io))).hasSize(3);
        assertThat(io.manifests()).isEqualTo(3);
    }

    @Test
    void manifests_are_read_as_files_are_asked_for() throws IOException {
        for (int id = 1; id <= 40; id++) {
            append(id);
        }
        Opened io = new Opened(table.io());
        Table seen = through(io);
        try (CloseableIterable<FileScanTask> files = LiveFiles.of(seen, seen.currentSnapshot());
                CloseableIterator<FileScanTask> first = files.iterator()) {
            assertThat(first.next().file().recordCount()).isEqualTo(40);
            assertThat(io.manifests()).isBetween(1, 20);
        }
        assertThat(all(seen)).hasSize(40);
        assertThat(io.manifests()).isEqualTo(40);
    }

    @Test
    void deletes_come_with_their_files() throws IOException {
        append(1);
        append(2);
        table.newRowDelta()
                .addDeletes(
                        FileMetadata.deleteFileBuilder(table.spec())
                                .ofPositionDeletes()
                                .withFormat(FileFormat.PARQUET)
                                .withPath(table.location() + "/data/deletes.parquet")
                                .withPartitionPath("id=2")
                                .withFileSizeInBytes(10)
                                .withRecordCount(1)
                                .build())
                .commit();
        assertThat(all(table))
                .extracting(task -> task.file().recordCount() + " " + task.deletes().size())
                .containsExactlyInAnyOrder("1 0", "2 1");
    }

    @Test
    void a_table_without_files_has_none() throws IOException {
        append(1);
        table.newDelete().deleteFile(table.location() + "/data/1.parquet").commit();
        assertThat(all(table)).isEmpty();
    }

    /// Remembers what is opened.
    private static final class Opened extends ForwardingFileIO {
        private static final long serialVersionUID = 1L;
        private final List<String> opened = Collections.synchronizedList(new ArrayList<>());

        Opened(FileIO files) {
            super(files);
        }

        @Override
        protected InputFile input(InputFile file) {
            opened.add(file.location());
            return file;
        }

        int manifests() {
            return (int) opened.stream().filter(path -> path.endsWith("-m0.avro")).count();
        }
    }
}
