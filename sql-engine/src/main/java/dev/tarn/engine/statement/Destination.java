package dev.tarn.engine.statement;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/// Where in a table a statement commits.
///
/// @param branch null for the main branch, and never its name
/// @param create whether a branch that is not there is made of the main one
/// @param wapId what the snapshot is staged under, which no branch points to then; null for none
public record Destination(@Nullable String branch, boolean create, @Nullable String wapId) {
    public static final Destination MAIN = new Destination(null, true, null);

    /// Whether all see at once what is written here.
    public boolean isMain() {
        return branch == null && wapId == null;
    }

    /// `update` of `table`, to be committed here.
    ///
    /// @throws SqlException TRANSACTION_CONFLICT, by the commit, if the branch is gone by then
    public <T extends SnapshotUpdate<T>> T of(Table table, T update) {
        T to = branch == null ? update : update.toBranch(branch);
        if (branch != null && !create) {
            to.validateWith(_ -> isThere(table));
        }
        return wapId == null ? to : to.set(SnapshotSummary.STAGED_WAP_ID_PROP, wapId).stageOnly();
    }

    /// Iceberg makes branches that it does not find.
    private boolean isThere(Table table) {
        if (table.refs().containsKey(branch)) {
            return true;
        }
        throw new SqlException(
                ErrorCode.TRANSACTION_CONFLICT,
                "Branch '%s' of %s was dropped by another writer since the statement began; nothing was changed"
                        .formatted(branch, table.name()));
    }

    /// The snapshot that a commit here comes after; null where there is none.
    public @Nullable Snapshot parent(Table table) {
        SnapshotRef ref = branch == null ? null : table.refs().get(branch);
        return ref == null ? table.currentSnapshot() : table.snapshot(ref.snapshotId());
    }
}
