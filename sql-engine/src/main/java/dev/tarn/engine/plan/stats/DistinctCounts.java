package dev.tarn.engine.plan.stats;

import dev.tarn.engine.schema.Relation;

import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMdDistinctRowCount;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// Distinct values of table columns from the ranges that manifests keep; columns together have at
/// most the product, and never more values than there are rows.
///
/// Public for the classes that Calcite compiles.
public final class DistinctCounts extends RelMdDistinctRowCount {

    @Override
    public @Nullable Double getDistinctRowCount(
            TableScan scan,
            RelMetadataQuery metadata,
            ImmutableBitSet columns,
            @Nullable RexNode predicate) {
        Relation relation = scan.getTable().unwrap(Relation.class);
        Double rows = metadata.getRowCount(scan);
        if (!(relation instanceof Relation.OfTable table) || rows == null) {
            return super.getDistinctRowCount(scan, metadata, columns, predicate);
        }
        double distinct = 1;
        for (int column : columns) {
            distinct *= Math.max(1, ColumnRanges.of(table).distinctValues(column, rows));
        }
        distinct = Math.min(distinct, Math.max(1, rows));
        if (predicate == null || predicate.isAlwaysTrue()) {
            return distinct;
        }
        double selected = rows * RelMdUtil.guessSelectivity(predicate);
        return RelMdUtil.numDistinctVals(distinct, selected);
    }
}
