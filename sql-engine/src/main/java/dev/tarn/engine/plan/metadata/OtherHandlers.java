package dev.tarn.engine.plan.metadata;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.MetadataHandler;
import org.apache.calcite.rel.metadata.MetadataHandlerProvider.NoHandler;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ArrowSet;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Handlers of what our phases do not ask. Each says so when it is asked, whereupon Calcite has a
/// real one made.
final class OtherHandlers {
    private final Map<Class<?>, MetadataHandler<?>> handlers = new HashMap<>();

    private OtherHandlers() {
        add(BuiltInMetadata.Selectivity.Handler.class, (rel, _, _) -> asked(rel));
        add(BuiltInMetadata.UniqueKeys.Handler.class, (rel, _, _) -> asked(rel));
        add(BuiltInMetadata.Distribution.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.NodeTypes.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.RowCount.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.DistinctRowCount.Handler.class, (rel, _, _, _) -> asked(rel));
        add(BuiltInMetadata.PercentageOriginalRows.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.PopulationSize.Handler.class, (rel, _, _) -> asked(rel));
        add(BuiltInMetadata.ColumnOrigin.Handler.class, (rel, _, _) -> asked(rel));
        add(BuiltInMetadata.ExpressionLineage.Handler.class, (rel, _, _) -> asked(rel));
        add(BuiltInMetadata.TableReferences.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.CumulativeCost.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.NonCumulativeCost.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.ExplainVisibility.Handler.class, (rel, _, _) -> asked(rel));
        add(BuiltInMetadata.AllPredicates.Handler.class, (rel, _) -> asked(rel));
        add(BuiltInMetadata.LowerBoundCost.Handler.class, (rel, _, _) -> asked(rel));
        add(BuiltInMetadata.Size.Handler.class, new Size());
        add(BuiltInMetadata.Parallelism.Handler.class, new Parallelism());
        add(BuiltInMetadata.Memory.Handler.class, new Memory());
        add(BuiltInMetadata.Measure.Handler.class, new Measure());
        add(BuiltInMetadata.FunctionalDependency.Handler.class, new FunctionalDependency());
    }

    static Map<Class<?>, MetadataHandler<?>> all() {
        return Map.copyOf(new OtherHandlers().handlers);
    }

    private <H extends MetadataHandler<?>> void add(Class<H> type, H handler) {
        handlers.put(type, handler);
    }

    private static <R> R asked(RelNode rel) {
        throw new NoHandler(rel.getClass());
    }

    private static final class Size implements BuiltInMetadata.Size.Handler {
        @Override
        public Double averageRowSize(RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }

        @Override
        public @Nullable List<@Nullable Double> averageColumnSizes(
                RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }
    }

    private static final class Parallelism implements BuiltInMetadata.Parallelism.Handler {
        @Override
        public Boolean isPhaseTransition(RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }

        @Override
        public Integer splitCount(RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }
    }

    private static final class Memory implements BuiltInMetadata.Memory.Handler {
        @Override
        public Double memory(RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }

        @Override
        public Double cumulativeMemoryWithinPhase(RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }

        @Override
        public Double cumulativeMemoryWithinPhaseSplit(RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }
    }

    private static final class Measure implements BuiltInMetadata.Measure.Handler {
        @Override
        public Boolean isMeasure(RelNode rel, RelMetadataQuery query, int column) {
            return asked(rel);
        }

        @Override
        public RexNode expand(
                RelNode rel,
                RelMetadataQuery query,
                int column,
                BuiltInMetadata.Measure.Context context) {
            return asked(rel);
        }
    }

    private static final class FunctionalDependency
            implements BuiltInMetadata.FunctionalDependency.Handler {
        @Override
        public Boolean determines(RelNode rel, RelMetadataQuery query, int key, int column) {
            return asked(rel);
        }

        @Override
        public Boolean determinesSet(
                RelNode rel,
                RelMetadataQuery query,
                ImmutableBitSet keys,
                ImmutableBitSet columns) {
            return asked(rel);
        }

        @Override
        public ImmutableBitSet dependents(
                RelNode rel, RelMetadataQuery query, ImmutableBitSet keys) {
            return asked(rel);
        }

        @Override
        public Set<ImmutableBitSet> determinants(
                RelNode rel, RelMetadataQuery query, ImmutableBitSet columns) {
            return asked(rel);
        }

        @Override
        public ArrowSet getFDs(RelNode rel, RelMetadataQuery query) {
            return asked(rel);
        }
    }
}
