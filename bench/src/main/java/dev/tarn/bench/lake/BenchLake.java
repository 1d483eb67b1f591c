package dev.tarn.bench.lake;

import dev.tarn.bench.duel.BenchTable;
import dev.tarn.bench.duel.DuckSide;
import dev.tarn.bench.duel.TarnSide;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.engine.Engine;
import dev.tarn.engine.Session;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.StatementPlanner;
import dev.tarn.server.Tarn;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A lake of one's own, with the tables of benchmarks in one namespace. One thread.
///
/// A table that is there with rows is complete, because making one ends in one commit.
public final class BenchLake implements AutoCloseable {
    private static final String CATALOG = "lake";

    private final Path folder;
    private final Namespace namespace;
    private final Tarn tarn;

    private BenchLake(Path folder, Namespace namespace, Tarn tarn) {
        this.folder = folder;
        this.namespace = namespace;
        this.tarn = tarn;
    }

    /// Opens the lake in `folder`, made if there is none, with Tarn's defaults.
    public static BenchLake open(Path folder, String namespace) {
        return open(folder, namespace, Map.of());
    }

    /// The same with other settings than the defaults.
    public static BenchLake open(Path folder, String namespace, Map<Key, String> changed) {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, folder.toString(), "the benchmark")
                        .set(Key.HTTP_PORT, "0", "the benchmark");
        for (Map.Entry<Key, String> setting : changed.entrySet()) {
            settings = settings.set(setting.getKey(), setting.getValue(), "the benchmark");
        }
        Tarn tarn = Tarn.open(TarnConfig.from(settings));
        Namespace name = Namespace.of(namespace);
        if (!tarn.catalog().catalog().namespaceExists(name)) {
            tarn.catalog().catalog().createNamespace(name);
        }
        return new BenchLake(folder, name, tarn);
    }

    public Path folder() {
        return folder;
    }

    /// Tarn's end of this lake.
    public TarnSide side() {
        return new TarnSide(tarn.runner("bench"), session());
    }

    /// What plans statements over this lake, as [#session] asks them, and keeps no plans.
    public StatementPlanner planner() {
        LocalCatalog catalog = tarn.catalog().catalog();
        List<CatalogConnection> connections =
                List.of(new CatalogConnection(CATALOG, catalog, catalog, catalog));
        return Engine.planner(_ -> connections);
    }

    /// Somebody whose bare names are tables of this lake.
    public Session session() {
        return Session.of("bench", CATALOG, namespace);
    }

    /// All doors of the lake, on a free port, until what is given is closed.
    public WebServer serve() {
        return tarn.serve();
    }

    /// Whether the table has rows.
    public boolean has(String name) {
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        return tarn.catalog().catalog().tableExists(identifier)
                && tarn.catalog().catalog().loadTable(identifier).currentSnapshot() != null;
    }

    /// A table without rows, in place of an unfinished one.
    Table create(String name, Schema schema, Map<String, String> properties) {
        TableIdentifier identifier = TableIdentifier.of(namespace, name);
        if (tarn.catalog().catalog().tableExists(identifier)) {
            tarn.catalog().catalog().dropTable(identifier, true);
        }
        return tarn.catalog()
                .catalog()
                .createTable(identifier, schema, PartitionSpec.unpartitioned(), properties);
    }

    /// The table for both engines: `duck` gets a view of its data files.
    public BenchTable share(String name, DuckSide duck) {
        Table table = tarn.catalog().catalog().loadTable(TableIdentifier.of(namespace, name));
        Snapshot snapshot = table.currentSnapshot();
        List<Path> files = new ArrayList<>();
        long rows = 0;
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshot.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                DataFile file = task.file();
                files.add(path(file.location()));
                rows += file.recordCount();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort(null);
        duck.view(name, files);
        return new BenchTable(name, files, rows);
    }

    /// Bytes of the data files of a table.
    long fileBytes(String name) {
        Table table = tarn.catalog().catalog().loadTable(TableIdentifier.of(namespace, name));
        long bytes = 0;
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            for (FileScanTask task : tasks) {
                bytes += task.file().fileSizeInBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private static Path path(String location) {
        return location.startsWith("file:") ? Path.of(URI.create(location)) : Path.of(location);
    }

    /// Bytes of everything in the folder.
    public long sizeBytes() {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        tarn.close();
    }
}
