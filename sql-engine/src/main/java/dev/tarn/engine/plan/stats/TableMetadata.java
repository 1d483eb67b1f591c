package dev.tarn.engine.plan.stats;

import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.ChainedRelMetadataProvider;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.JaninoRelMetadataProvider;
import org.apache.calcite.rel.metadata.ReflectiveRelMetadataProvider;

import java.util.List;

/// Calcite's metadata with our row counts and distinct counts before its guesses.
public final class TableMetadata {
    /// One for all: Calcite compiles a class for each provider it sees.
    public static final JaninoRelMetadataProvider PROVIDER =
            JaninoRelMetadataProvider.of(
                    ChainedRelMetadataProvider.of(
                            List.of(
                                    ReflectiveRelMetadataProvider.reflectiveSource(
                                            new JoinRowCounts(),
                                            BuiltInMetadata.RowCount.Handler.class),
                                    ReflectiveRelMetadataProvider.reflectiveSource(
                                            new DistinctCounts(),
                                            BuiltInMetadata.DistinctRowCount.Handler.class),
                                    DefaultRelMetadataProvider.INSTANCE)));

    private TableMetadata() {}
}
