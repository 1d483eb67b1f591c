package dev.tarn.engine.statement;

import dev.tarn.engine.SqlException.Position;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// One field of a partition spec: a transform of a column. `argument` counts buckets or is the
/// width of truncate; null for the other transforms. `name` is null for the one that Iceberg gives
/// it.
public record PartitionField(
        Transform transform,
        @Nullable Integer argument,
        String column,
        @Nullable String name,
        @Nullable Position position) {

    /// A field that is called as Iceberg calls it.
    public PartitionField(
            Transform transform,
            @Nullable Integer argument,
            String column,
            @Nullable Position position) {
        this(transform, argument, column, null, position);
    }

    /// The same with a name of its own.
    public PartitionField named(String ownName) {
        return new PartitionField(transform, argument, column, ownName, position);
    }

    /// What Iceberg calls a field of `transform` of `column`.
    public static String standardName(Transform transform, String column) {
        return switch (transform) {
            case IDENTITY -> column;
            case TRUNCATE -> column + "_trunc";
            case VOID -> column + "_null";
            case YEAR, MONTH, DAY, HOUR, BUCKET ->
                    column + "_" + transform.name().toLowerCase(Locale.ROOT);
        };
    }

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
