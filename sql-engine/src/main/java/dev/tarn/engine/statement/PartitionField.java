package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

/// One field of a partition spec: a transform of a column. `argument` counts buckets or is the
/// width of truncate; null for the other transforms.
public record PartitionField(
        Transform transform,
        @Nullable Integer argument,
        String column,
        @Nullable Position position) {

    /// Iceberg's transforms.
    public enum Transform {
        IDENTITY,
        YEAR,
        MONTH,
        DAY,
        HOUR,
        BUCKET,
        TRUNCATE,
        VOID
    }
}
