package dev.tarn.engine.plan.metadata;

import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.metadata.RelMetadataQueryBase;

import java.util.Map;
import java.util.Objects;

/// Calcite's metadata, as its rules ask for it: predicates, keys, bounds of rows. How many rows are
/// expected is asked of [dev.tarn.engine.plan.stats.Estimator].
///
/// What our phases ask is answered by [WrittenHandlers]. Anything else Calcite compiles a class
/// for, once, when it is asked the first time: starting its compiler takes longer than planning
/// does.
public final class TableMetadata {
    private static final JaninoRelMetadataProvider COMPILING =
            JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE);
    private static final MetadataHandlerProvider HANDLERS = new Handlers();

    private TableMetadata() {}

    /// Has everything that is planned in `cluster`, by this thread, ask here.
    public static void answer(RelOptCluster cluster) {
        RelMetadataQueryBase.THREAD_PROVIDERS.set(COMPILING);
        cluster.setMetadataProvider(COMPILING);
        cluster.setMetadataQuerySupplier(() -> new RelMetadataQuery(HANDLERS));
    }

    /// Those written and those that will be compiled, by their interface. Thread-safe.
    private static final class Handlers implements MetadataHandlerProvider {
        private final Map<Class<?>, MetadataHandler<?>> written = WrittenHandlers.all();
        private final Map<Class<?>, MetadataHandler<?>> others = OtherHandlers.all();

        @Override
        public <H extends MetadataHandler<?>> H handler(Class<H> type) {
            MetadataHandler<?> handler = written.get(type);
            return Objects.requireNonNull(
                    type.cast(handler == null ? others.get(type) : handler), type::getName);
        }

        @Override
        public <H extends MetadataHandler<?>> H revise(Class<H> type) {
            return COMPILING.revise(type);
        }
    }
}
