package dev.tarn.engine;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.ColumnAccess;
import dev.tarn.engine.spi.Extensions;
import dev.tarn.testkit.Batches;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.inmemory.InMemoryCatalog;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An engine on a catalog `lake` in memory, with the namespaces `main` and `other` and the table
/// `main.t` of two rows, in which a test says who may read what.
final class GuardedLake implements AutoCloseable {
    static final Session SESSION = Session.of("ann", "lake", Namespace.of("main"));

    final Grants grants = new Grants();
    final InMemoryCatalog catalog = new InMemoryCatalog();
    final Engine engine;

    /// Which columns may be read now; null for all.
    static final class Grants implements ColumnAccess {
        volatile @Nullable Set<Integer> columns;

        @Override
        public @Nullable Set<Integer> selectable(TableIdentifier table) {
            return columns;
        }

        @Override
        public @Nullable Set<Integer> visible(TableIdentifier table) {
            return columns;
        }
    }

    GuardedLake(long resultCacheBytes) {
        engine =
                Engine.create(
                        new EngineConfig(2, 1L << 28, 1L << 28, 16, 16, Batch.TARGET_ROW_COUNT)
                                .withResultCache(resultCacheBytes),
                        _ ->
                                List.of(
                                        new CatalogConnection(
                                                "lake", catalog, catalog, catalog, null, grants,
                                                null, null, null, null)),
                        new Extensions(List.of(), List.of(), List.of()),
                        Map.of());
        catalog.initialize("lake", Map.of(CatalogProperties.WAREHOUSE_LOCATION, "memory/lake"));
        catalog.createNamespace(Namespace.of("main"));
        catalog.createNamespace(Namespace.of("other"));
        rows(SESSION, "create table t (i bigint, s varchar)");
        rows(SESSION, "insert into t values (1, 'a'), (2, 'b')");
    }

    List<List<@Nullable Object>> rows(Session session, String sql, Object... parameters) {
        try (Query query = engine.submit(session, sql, List.of(parameters))) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                rows.addAll(Batches.rows(batch));
            }
            return rows;
        }
    }

    @Override
    public void close() throws Exception {
        engine.close();
        catalog.close();
    }
}
