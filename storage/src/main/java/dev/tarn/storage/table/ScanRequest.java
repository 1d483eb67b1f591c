package dev.tarn.storage.table;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;

/// What to read of a table: the columns of `projection`, by field id and in order, at `snapshotId`,
/// from all files that `filter` cannot rule out. The filter names columns as `projection` does,
/// whatever their names were in the snapshot; it prunes, and does not promise that other rows are
/// left out. Metadata columns (`_file`, `_pos`, …) may be in the projection. `batchRowCount` is
/// what readers aim at.
public record ScanRequest(
        Table table, long snapshotId, Schema projection, Expression filter, int batchRowCount) {}
