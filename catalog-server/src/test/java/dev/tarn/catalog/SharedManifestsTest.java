package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.testkit.ForwardingFileIO;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A manifest is fetched once, whether the engine scans in this process or a client has its scan
/// planned here.
class SharedManifestsTest {
    private static final TableIdentifier TABLE = TableIdentifier.of("n", "t");

    /// Counts how often a manifest is opened.
    private static final class CountingIo extends ForwardingFileIO {
        private static final long serialVersionUID = 1L;
        private final AtomicInteger openedCount;

        CountingIo(FileIO files, AtomicInteger openedCount) {
            super(files);
            this.openedCount = openedCount;
        }

        @Override
        protected InputFile input(InputFile file) {
            return new Input(file) {
                @Override
                public SeekableInputStream newStream() {
                    if (location().endsWith("-m0.avro")) {
                        openedCount.incrementAndGet();
                    }
                    return super.newStream();
                }
            };
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
