package dev.tarn.storage.table;

import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.RowFilter;
import dev.tarn.storage.ScanCounters;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;

import java.util.ArrayList;
import java.util.List;

/// What to read of a table: the first `outputCount` columns of `projection`, by field id and in
/// order, at `snapshotId`, of the rows that `rowFilter`, which looks at all of them, keeps, in all
/// files that `filter` cannot rule out. `filter` names columns as `projection` does, whatever their
/// names were in the snapshot; it only prunes. Metadata columns (`_file`, `_pos`, …) may be in the
/// projection. `batchRowCount` is what readers aim at; what they do is counted into `counters`.
/// Where `lends` is set, a batch is good until the next one of its piece is asked for: its arrays
/// are used again.
public record ScanRequest(
        Table table,
        long snapshotId,
        Schema projection,
        int outputCount,
        Expression filter,
        RowFilter rowFilter,
        LiveBounds live,
        ScanCounters counters,
        int batchRowCount,
        boolean lends) {

    /// The rows of these that `condition` keeps as well, which `bounds` tells of.
    public ScanRequest where(RowFilter.Conjunct condition, LiveBounds bounds) {
        List<RowFilter.Conjunct> conditions = new ArrayList<>(List.of(condition));
        conditions.addAll(rowFilter.conjuncts());
        return new ScanRequest(
                table,
                snapshotId,
                projection,
                outputCount,
                filter,
                new RowFilter(conditions),
                bounds,
                counters,
                batchRowCount,
                lends);
    }

    /// All rows of the files that `filter` cannot rule out.
    public ScanRequest(
            Table table, long snapshotId, Schema projection, Expression filter, int batchRowCount) {
        this(
                table,
                snapshotId,
                projection,
                projection.columns().size(),
                filter,
                RowFilter.NONE,
                LiveBounds.NONE,
                new ScanCounters(),
                batchRowCount,
                false);
    }
}
