package dev.tarn.engine.plan.stats;

import dev.tarn.engine.plan.stats.KeptEstimates.Key;
import dev.tarn.engine.schema.ColumnStatistics;
import dev.tarn.engine.schema.Relation;
import dev.tarn.engine.schema.TableStatistics;
import dev.tarn.engine.statement.Cancellation;

import org.apache.calcite.rel.RelNode;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Distinct values of columns that no sketch counts them of, estimated from a sample of the table
/// ([dev.tarn.storage.table.TableSample]) when a snapshot is first planned with, and kept for the
/// last [#MAX_KEPT] columns.
///
/// Bounded by the sample's bytes for each of its places, [#MAX_COLUMNS] columns and [#MAX_MILLIS] a
/// plan. A file that cannot be read, or not in time, leaves its table without estimates until the
/// next plan. Blocks. Immutable; owned by the planning of one statement.
public final class Samples {
    /// Session property; `false` has plans made from what metadata says alone.
    public static final String PROPERTY = "sample_statistics";

    static final Samples NONE = new Samples(Map.of());

    private static final int MAX_KEPT = 10_000;
    private static final int MAX_COLUMNS = 16;
    private static final long MAX_MILLIS = 1_000;

    /// Tables of fewer rows are read in no time, whatever the plan.
    private static final double LEAST_ROWS = 1_000;

    /// Columns that bounds tell to have no more values are known well enough.
    private static final double FEW_VALUES = 16;

    private static final KeptEstimates KEPT = new KeptEstimates(MAX_KEPT);

    private final Map<Key, Double> known;

    private Samples(Map<Key, Double> known) {
        this.known = known;
    }

    /// What can be told of the columns that decide how many rows `tree` is expected to give.
    static Samples of(RelNode tree) {
        Map<Key, Double> known = new HashMap<>();
        List<SampleReads.Asked> missing = new ArrayList<>();
        int room = MAX_COLUMNS;
        for (var columns : CountedColumns.of(tree).entrySet()) {
            SampleReads.Asked asked = unknown(columns.getKey(), columns.getValue(), known, room);
            if (asked != null) {
                missing.add(asked);
                room -= asked.columns().size();
            }
        }
        if (!missing.isEmpty()) {
            Cancellation.check();
            SampleReads.estimates(missing, MAX_MILLIS)
                    .forEach((column, distinct) -> {
                        KEPT.keep(column, distinct);
                        known.put(column, distinct);
                    });
        }
        return new Samples(known);
    }

    /// Distinct values of a column, nulls aside; NaN where there is no estimate.
    double distinct(Relation.OfTable table, int fieldId) {
        Long snapshotId = table.snapshotId();
        return snapshotId == null || known.isEmpty()
                ? Double.NaN
                : known.getOrDefault(Key.of(table, snapshotId, fieldId), Double.NaN);
    }

    /// Puts what is kept into `known`; up to `room` columns of which nothing is, null for none.
    private static SampleReads.@Nullable Asked unknown(
            Relation.OfTable table, Set<Integer> ordinals, Map<Key, Double> known, int room) {
        TableStatistics statistics = table.statistics();
        Long snapshotId = table.snapshotId();
        if (snapshotId == null || !statistics.complete() || statistics.rows() < LEAST_ROWS) {
            return null;
        }
        SampleReads.Asked asked = new SampleReads.Asked(table, snapshotId, new ArrayList<>());
        for (int ordinal : ordinals) {
            Types.NestedField column = table.schema().columns().get(ordinal);
            if (!isGuessed(column, statistics.column(column.fieldId()))) {
                continue;
            }
            Double kept = KEPT.find(asked.key(column));
            if (kept != null) {
                known.put(asked.key(column), kept);
            } else if (asked.columns().size() < room) {
                asked.columns().add(column);
            }
        }
        return asked.columns().isEmpty() ? null : asked;
    }

    private static boolean isGuessed(Types.NestedField column, ColumnStatistics of) {
        return switch (column.type().typeId()) {
            case BOOLEAN, STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> false;
            case INTEGER, LONG, DATE, DECIMAL ->
                    Double.isNaN(of.counted())
                            && !(TableEstimates.range(column.type(), of) <= FEW_VALUES);
            case FLOAT, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_NANO -> Double.isNaN(of.counted());
            case STRING, UUID, FIXED, BINARY -> Double.isNaN(of.counted());
        };
    }
}
