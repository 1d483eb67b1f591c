package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A manifest is fetched once, whether the engine scans in this process or a client has its scan
/// planned here.
class SharedManifestsTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("n", "t");

    /// Counts how often a manifest is opened.
    private record CountingIo(FileIO io, AtomicInteger openedCount) implements FileIO {

        @Override
        public InputFile newInputFile(String path) {
            return counting(io.newInputFile(path));
        }

        @Override
        public InputFile newInputFile(String path, long length) {
            return counting(io.newInputFile(path, length));
        }

        private InputFile counting(InputFile file) {
            return new InputFile() {
                @Override
                public long getLength() {
                    return file.getLength();
                }

                @Override
                public SeekableInputStream newStream() {
                    if (file.location().endsWith("-m0.avro")) {
                        openedCount.incrementAndGet();
                    }
                    return file.newStream();
                }

                @Override
                public String location() {
                    return file.location();
                }

                @Override
                public boolean exists() {
                    return file.exists();
                }
            };
        }

        @Override
        public OutputFile newOutputFile(String path) {
            return io.newOutputFile(path);
        }

        @Override
        public void deleteFile(String path) {
            io.deleteFile(path);
        }

        @Override
        public Map<String, String> properties() {
            return io.properties();
        }
    }

    @Test
    void aManifestIsFetchedOnce(@TempDir Path directory) {
        AtomicInteger openedCount = new AtomicInteger();
        CatalogSeams seams =
                new CatalogSeams(store -> store, real -> new CountingIo(real, openedCount));
        CatalogConfig config = RunningCatalog.config(directory);
        try (CatalogServer server = CatalogServer.start(TarnCatalog.open(config, seams), 0)) {
            var catalog = server.catalog().catalog();
            catalog.createNamespace(Namespace.of("n"));
            Table table = catalog.createTable(TABLE, RunningCatalog.SCHEMA);
            table.newAppend().appendFile(ScanFixtures.file(table, 1, 0)).commit();
            assertThat(ScanFixtures.described(catalog.loadTable(TABLE).newScan())).hasSize(1);
            int opened = openedCount.get();
            assertThat(opened).isEqualTo(1);
            String plan = RunningCatalog.path(TABLE) + "/plan";
            for (int i = 0; i < 3; i++) {
                var reply = RunningCatalog.send(server.uri(), "POST", plan, "{}");
                assertThat(reply.json().path("file-scan-tasks")).hasSize(1);
            }
            assertThat(openedCount.get()).isEqualTo(opened);
        }
    }
}
