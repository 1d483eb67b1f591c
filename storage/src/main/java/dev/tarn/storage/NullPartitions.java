package dev.tarn.storage;

import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.expressions.And;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Not;
import org.apache.iceberg.expressions.Or;
import org.apache.iceberg.expressions.ResidualEvaluator;

/// Files of partitions with a null value, where a filter asks what texts begin with: Iceberg's
/// evaluator of residuals asks the null, too, and does not survive it (1.12,
/// `ResidualEvaluator.startsWith`).
public final class NullPartitions {
    private static final DeleteFile[] NO_DELETES = {};

    private NullPartitions() {}

    /// `task` as planned with `filter`; where its residual cannot be computed, another one whose
    /// residual is all of the filter.
    public static FileScanTask guarded(FileScanTask task, Expression filter) {
        if (!hasNull(task.file().partition()) || !asksForPrefix(filter)) {
            return task;
        }
        return new BaseFileScanTask(
                task.file(),
                task.deletes().toArray(NO_DELETES),
                SchemaParser.toJson(task.schema()),
                PartitionSpecParser.toJson(task.spec()),
                ResidualEvaluator.unpartitioned(filter));
    }

    private static boolean hasNull(StructLike partition) {
        for (int field = 0; field < partition.size(); field++) {
            if (partition.get(field, Object.class) == null) {
                return true;
            }
        }
        return false;
    }

    private static boolean asksForPrefix(Expression filter) {
        return switch (filter) {
            case And both -> asksForPrefix(both.left()) || asksForPrefix(both.right());
            case Or either -> asksForPrefix(either.left()) || asksForPrefix(either.right());
            case Not not -> asksForPrefix(not.child());
            default ->
                    filter.op() == Expression.Operation.STARTS_WITH
                            || filter.op() == Expression.Operation.NOT_STARTS_WITH;
        };
    }
}
