package dev.tarn.engine.harness;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.ColumnLineage;
import dev.tarn.engine.Engine;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.FusionConfig;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SpillConfig;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.testkit.Batches;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.ViewCatalog;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// An engine over one catalog, asked by SQL text, answering text. Used by one thread.
public final class TestEngine implements AutoCloseable {
    /// Fewer, by `-Dtarn.memory`, make queries spill.
    private static final long MEMORY_BYTES = Long.getLong("tarn.memory", 1L << 30);

    private final Engine engine;
    private Session session;

    private TestEngine(Engine engine, Session session) {
        this.engine = engine;
        this.session = session;
    }

    /// An engine over an empty catalog in memory, in its only namespace.
    public static TestEngine inMemory(int batchRowCount, int workerCount) {
        return inMemory(batchRowCount, workerCount, false);
    }

    /// The same, whose queries may hold `memoryBytes` together.
    public static TestEngine inLittleMemory(long memoryBytes) {
        return over(emptyCatalog(), config(2048, 2, false, memoryBytes));
    }

    /// The same, whose queries put rows on disk again and again if it is `spilling`.
    public static TestEngine inMemory(int batchRowCount, int workerCount, boolean spilling) {
        return over(emptyCatalog(), config(batchRowCount, workerCount, spilling, MEMORY_BYTES));
    }

    /// The same, with loops made for the first rows of each expression.
    public static TestEngine fusing(int batchRowCount, int workerCount, boolean spilling) {
        return over(
                emptyCatalog(),
                config(batchRowCount, workerCount, spilling, MEMORY_BYTES)
                        .withFusion(FusionConfig.AT_ONCE));
    }

    /// A catalog in memory with one empty namespace, `test`.
    public static InMemoryCatalog emptyCatalog() {
        InMemoryCatalog catalog = new InMemoryCatalog();
        catalog.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/lake"));
        Namespace namespace = Namespace.of("test");
        catalog.createNamespace(namespace);
        return catalog;
    }

    /// An engine over `catalog`, in its first namespace.
    public static <C extends Catalog & SupportsNamespaces> TestEngine over(
            C catalog, int batchRowCount, int workerCount) {
        return over(catalog, config(batchRowCount, workerCount, false, MEMORY_BYTES));
    }

    /// The same, whose queries may hold `memoryBytes` together.
    public static <C extends Catalog & SupportsNamespaces> TestEngine over(
            C catalog, long memoryBytes) {
        return over(catalog, config(2048, 2, false, memoryBytes));
    }

    private static EngineConfig config(
            int batchRowCount, int workerCount, boolean spilling, long memoryBytes) {
        SpillConfig spill = SpillConfig.forThisMachine();
        return new EngineConfig(workerCount, memoryBytes, memoryBytes, 8, 8, batchRowCount)
                .withSpill(new SpillConfig(spill.directory(), spill.maxBytes(), spilling));
    }

    private static <C extends Catalog & SupportsNamespaces> TestEngine over(
            C catalog, EngineConfig config) {
        ViewCatalog views = catalog instanceof ViewCatalog has ? has : null;
        CatalogConnection connection =
                new CatalogConnection(
                        catalog.name(),
                        catalog,
                        catalog,
                        views,
                        null,
                        null,
                        null,
                        new MemoryFunctions(),
                        new MemoryPipes(),
                        null,
                        null,
                        null);
        Namespace namespace = catalog.listNamespaces().getFirst();
        return new TestEngine(
                Engine.create(config, List.of(connection), List.of(), List.of(), Map.of()),
                Session.of("test", catalog.name(), namespace));
    }

    /// The same engine, asked in a session with a property set; closed with this one.
    public TestEngine with(String property, String value) {
        SessionChange change = new SessionChange.SetProperty(property, value);
        return new TestEngine(engine, change.applyTo(session));
    }

    /// Runs `sql` to its end; its rows as text, NULL as null. A transaction that it begins goes on
    /// with the next; other changes of the session are forgotten.
    public List<List<@Nullable String>> execute(String sql) {
        try (Query query = engine.submit(session, sql)) {
            try {
                return rows(query);
            } finally {
                query.sessionChanges().forEach(this::carry);
            }
        }
    }

    private void carry(SessionChange change) {
        if (change instanceof SessionChange.BeginTransaction
                || change instanceof SessionChange.EndTransaction) {
            session = change.applyTo(session);
        }
    }

    private static List<List<@Nullable String>> rows(Query query) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        Batch batch = query.next();
        while (batch != null) {
            for (List<@Nullable Object> row : Batches.rows(batch)) {
                List<@Nullable String> texts = new ArrayList<>();
                for (Object value : row) {
                    texts.add(ValueText.of(value));
                }
                rows.add(texts);
            }
            batch = query.next();
        }
        return rows;
    }

    /// Runs `sql` to its end; its rows as Java values, NULL as null.
    public List<List<@Nullable Object>> values(String sql) {
        try (Query query = engine.submit(session, sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                rows.addAll(Batches.rows(batch));
            }
            return rows;
        }
    }

    /// Runs `sql` to its end; what the columns that it wrote were made of.
    public List<ColumnLineage> lineage(String sql) {
        try (Query query = engine.submit(session, sql)) {
            while (query.next() != null) {
                // Nothing to see; the end is awaited.
            }
            return query.lineage();
        }
    }

    /// Runs `sql` to its end; what it counted.
    public QueryStats stats(String sql) {
        try (Query query = engine.submit(session, sql)) {
            Batch batch = query.next();
            while (batch != null) {
                batch = query.next();
            }
            return query.stats();
        }
    }

    /// Runs `sql` to its end; what the nodes of its plan did.
    public OperatorStats profile(String sql) {
        try (Query query = engine.submit(session, sql)) {
            Batch batch = query.next();
            while (batch != null) {
                batch = query.next();
            }
            return Objects.requireNonNull(query.profile(), sql);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
