package dev.tarn.engine.plan.stats;

import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;

/// Calcite's metadata, as its rules ask for it: predicates, keys, nullability. How many rows there
/// are is asked of [Estimator].
public final class TableMetadata {
    /// One for all: Calcite compiles a class for each provider it sees.
    public static final JaninoRelMetadataProvider PROVIDER =
            JaninoRelMetadataProvider.of(DefaultRelMetadataProvider.INSTANCE);

    private TableMetadata() {}
}
