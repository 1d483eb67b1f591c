package dev.tarn.server.lake;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import dev.tarn.catalog.CatalogConfig;
import dev.tarn.catalog.CatalogSeams;
import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.columnar.Batch;
import dev.tarn.engine.Engine;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.ingest.RowIngest;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.statement.Name;
import dev.tarn.maintenance.Maintenance;
import dev.tarn.server.LakeFiles;
import dev.tarn.server.LakeHistory;
import dev.tarn.testkit.Batches;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// A lake in a folder: our catalog on SQLite and the engine over it, as `tarn sql` has them, in the
/// namespace `main`. Thread-safe.
final class TestLake implements AutoCloseable {
    static final Namespace MAIN = Namespace.of("main");
    private static final long MEMORY_BYTES = 512L << 20;

    private final Path folder;
    private final TarnCatalog tarn;
    private final Engine engine;

    private TestLake(Path folder, TarnCatalog tarn, Engine engine) {
        this.folder = folder;
        this.tarn = tarn;
        this.engine = engine;
    }

    static TestLake open(Path folder) {
        return open(folder, io -> io);
    }

    /// A lake whose catalog and tables do their reading and writing through what `wrapping` makes
    /// of the real FileIO.
    static TestLake open(Path folder, UnaryOperator<FileIO> wrapping) {
        TarnCatalog tarn =
                TarnCatalog.open(
                        CatalogConfig.inDirectory(folder),
                        new CatalogSeams(UnaryOperator.identity(), wrapping));
        LocalCatalog catalog = tarn.catalog();
        if (!catalog.namespaceExists(MAIN)) {
            catalog.createNamespace(MAIN);
        }
        Engine engine =
                Engine.create(
                        new EngineConfig(2, MEMORY_BYTES, MEMORY_BYTES, 8, 8, 1024),
                        List.of(
                                new CatalogConnection(
                                        "lake",
                                        catalog,
                                        catalog,
                                        catalog,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        new LakeHistory(tarn.feed(), catalog.name()),
                                        table ->
                                                Caller.system()
                                                        .during(() ->
                                                                new LakeFiles(
                                                                        tarn,
                                                                        catalog.name(),
                                                                        table)))),
                        Maintenance.procedures(),
                        List.of(),
                        Map.of());
        return new TestLake(folder, tarn, engine);
    }

    /// Runs `sql` to its end; its rows.
    List<List<@Nullable Object>> execute(String sql) {
        return client().execute(sql);
    }

    /// Somebody with a session of their own.
    Client client() {
        return new Client();
    }

    /// Carries its session from one statement to the next, as clients do. Used by one thread.
    final class Client {
        private Session session = Session.of("test", "lake", MAIN);

        /// Runs `sql` to its end; its rows.
        List<List<@Nullable Object>> execute(String sql) {
            try (Query query = engine.submit(session, sql)) {
                try {
                    List<List<@Nullable Object>> rows = new ArrayList<>();
                    Batch batch = query.next();
                    while (batch != null) {
                        rows.addAll(Batches.rows(batch));
                        batch = query.next();
                    }
                    return rows;
                } finally {
                    query.sessionChanges().forEach(change -> session = change.applyTo(session));
                }
            }
        }

        /// Whether a transaction is open, as far as it was told.
        boolean isInTransaction() {
            return session.transaction() != null;
        }
    }

    /// Sends `rows` to `table` in the name of nobody, as another server would: with queues of its
    /// own.
    RowIngest.Receipt send(String table, String rows, @Nullable String key) {
        try (RowIngest ingest = engine.ingest()) {
            ByteArrayInputStream body =
                    new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8));
            return ingest.append(
                    Session.of("anonymous", "lake", MAIN),
                    new Name(List.of(table), null),
                    new RowIngest.Rows(body, key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number that is the only column of the only row.
    long count(String sql) {
        return ((Number) requireNonNull(execute(sql).getFirst().getFirst())).longValue();
    }

    /// The catalog as another Iceberg client has it.
    LocalCatalog catalog() {
        return tarn.catalog();
    }

    static TableIdentifier table(String name) {
        return TableIdentifier.of(MAIN, name);
    }

    /// All files of tables, below the lake's folder.
    Set<Path> files() {
        return files(folder);
    }

    static Set<Path> files(Path folder) {
        Path warehouse = folder.resolve("warehouse");
        if (!Files.exists(warehouse)) {
            return Set.of();
        }
        Set<Path> files = new TreeSet<>();
        try {
            Files.walkFileTree(
                    warehouse,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(
                                Path file, BasicFileAttributes attributes) {
                            files.add(folder.relativize(file));
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /// Every data, delete and manifest file of these tables is one that a snapshot has.
    void assertNoFilesLeft(String... tables) {
        Set<String> known = new TreeSet<>();
        for (String name : tables) {
            Table table = catalog().loadTable(table(name));
            for (Snapshot snapshot : table.snapshots()) {
                SnapshotChanges changes =
                        SnapshotChanges.builderFor(table).snapshot(snapshot).build();
                add(known, snapshot.manifestListLocation());
                for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                    add(known, manifest.path());
                }
                for (DataFile file : changes.addedDataFiles()) {
                    add(known, file.location());
                }
                for (DeleteFile file : changes.addedDeleteFiles()) {
                    add(known, file.location());
                }
            }
        }
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (file.toString().contains("/data/") || name.endsWith(".avro")) {
                assertThat(known).contains(name);
            }
        }
    }

    private static void add(Set<String> names, String location) {
        names.add(Path.of(location).getFileName().toString());
    }

    @Override
    public void close() {
        engine.close();
        tarn.close();
    }
}
