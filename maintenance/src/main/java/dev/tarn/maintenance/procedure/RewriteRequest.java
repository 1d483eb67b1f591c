package dev.tarn.maintenance.procedure;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOrder;
import dev.tarn.engine.spi.ProcedureTable;
import dev.tarn.maintenance.plan.RewriteOptions;
import dev.tarn.maintenance.plan.RewritePlan;
import dev.tarn.maintenance.plan.RewritePlanner;
import dev.tarn.maintenance.plan.TableFiles;
import dev.tarn.maintenance.run.DataFileRewrite;
import dev.tarn.maintenance.run.RewriteOutcome;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.RemoveDanglingDeleteFilesAction;
import org.apache.iceberg.expressions.Expression;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What a call asks to have written anew, by whichever name it was called.
///
/// @param branch null for the main one
record RewriteRequest(
        ProcedureTable table,
        RewriteOptions options,
        FileOrder order,
        @Nullable Expression where,
        @Nullable String branch) {
    private static final int MOST_ROUNDS = 8;

    /// @throws SqlException if what was given is not right for the table
    static RewriteRequest of(
            ProcedureTable table,
            Map<String, String> options,
            FileOrder order,
            @Nullable String where,
            @Nullable String branch) {
        boolean isMain = branch == null || branch.equals(SnapshotRef.MAIN_BRANCH);
        return new RewriteRequest(
                table,
                RewriteOptions.of(options, table.table()),
                order,
                where == null ? null : table.condition(where),
                isMain ? null : branch);
    }

    RewritePlan plan() {
        Table of = table.table();
        Snapshot start = start(of);
        TableFiles files = start == null ? TableFiles.none(of) : TableFiles.load(of, start, where);
        return RewritePlanner.plan(files, options, order);
    }

    RewriteOutcome run() {
        RewriteOutcome done = rewritten();
        if (!options.removesDanglingDeletes() || start(table.table()) == null) {
            return done;
        }
        RemoveDanglingDeleteFilesAction action = new RemoveDanglingDeleteFilesAction(table.table());
        if (branch != null) {
            action.toBranch(branch);
        }
        int count = 0;
        for (Object _ : action.execute().removedDeleteFiles()) {
            count++;
        }
        return done.withDeletes(count);
    }

    /// Files that were clustered may be worth it once more, together with others: then that is done
    /// too, so that the next call finds nothing.
    private RewriteOutcome rewritten() {
        RewriteOutcome done = new DataFileRewrite(table, plan(), options, order, branch).run();
        boolean mayGoOn = order instanceof FileOrder.Clustered && !options.rewriteAll();
        for (int round = 1; mayGoOn && round < MOST_ROUNDS && done.failedCount() == 0; round++) {
            RewritePlan next = plan();
            mayGoOn = next.untangles();
            if (mayGoOn) {
                done = done.plus(new DataFileRewrite(table, next, options, order, branch).run());
            }
        }
        return done;
    }

    /// The snapshot that the rewrite begins with; null where there is none.
    private @Nullable Snapshot start(Table of) {
        if (branch == null) {
            return of.currentSnapshot();
        }
        SnapshotRef ref = of.refs().get(branch);
        if (ref == null || !ref.isBranch()) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s does not have a branch '%s'".formatted(table.name(), branch));
        }
        return of.snapshot(ref.snapshotId());
    }
}
