package dev.tarn.engine.transaction;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.CatalogHistory;
import dev.tarn.storage.table.UncommittedRows;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.SnapshotUtil;

import java.util.ArrayList;
import java.util.List;

/// A table as one transaction sees it: as it was at the transaction's point, and what the
/// transaction has done to it since, in snapshots of its own. Also what it relied on, for the
/// commit to check.
final class StagedTable extends StagedOperations implements UncommittedRows {
    private final CatalogConnection catalog;
    private final TableIdentifier identifier;
    private final TableMetadata pinned;
    private final StagedFiles files;
    private final Writing writing;
    private final BaseTable table;
    private Expression conditions = Expressions.alwaysFalse();
    private boolean changesRows;
    private boolean serializable;
    private boolean read;

    /// Asked before anything is staged of a table.
    @FunctionalInterface
    interface Writing {
        /// @throws SqlException if the transaction may not write to the table
        void check(StagedTable table);
    }

    private StagedTable(
            CatalogConnection catalog,
            TableIdentifier identifier,
            BaseTable loaded,
            TableMetadata pinned,
            StagedFiles files,
            Writing writing) {
        super(loaded.operations(), pinned, files);
        this.catalog = catalog;
        this.identifier = identifier;
        this.pinned = pinned;
        this.files = files;
        this.writing = writing;
        this.table = new BaseTable(this, loaded.name(), loaded.reporter());
    }

    /// The table as it was at `point` of its catalog's history, if that has one, or is now.
    ///
    /// @throws SqlException TRANSACTION_CONFLICT if it is not known any more how it was
    static StagedTable pin(
            CatalogConnection catalog, TableIdentifier identifier, long point, Writing writing) {
        Table loaded = catalog.tables().loadTable(identifier);
        if (!(loaded instanceof BaseTable base)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "%s.%s is of a kind that transactions cannot read"
                            .formatted(catalog.name(), identifier));
        }
        return new StagedTable(
                catalog,
                identifier,
                base,
                metadataAt(catalog, identifier, point, base),
                new StagedFiles(base.operations().io()),
                writing);
    }

    private static TableMetadata metadataAt(
            CatalogConnection catalog, TableIdentifier identifier, long point, BaseTable loaded) {
        CatalogHistory history = catalog.history();
        try {
            String earlier = history == null ? null : history.metadataAt(identifier, point);
            return earlier == null
                    ? loaded.operations().current()
                    : TableMetadataParser.read(loaded.operations().io(), earlier);
        } catch (CommitFailedException | NotFoundException e) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "How %s.%s was when the transaction began to read is not known; begin it anew: %s"
                            .formatted(catalog.name(), identifier, e.getMessage()),
                    null,
                    e);
        }
    }

    CatalogConnection catalog() {
        return catalog;
    }

    TableIdentifier identifier() {
        return identifier;
    }

    /// For the statements of the transaction.
    BaseTable table() {
        return table;
    }

    /// As it was before the transaction.
    TableMetadata pinned() {
        return pinned;
    }

    StagedFiles files() {
        return files;
    }

    synchronized void markRead() {
        read = true;
    }

    /// Whether a query has read it.
    synchronized boolean isRead() {
        return read;
    }

    /// Remembers that rows were changed or taken away as they meet `condition`.
    ///
    /// @param isSerializable whether rows that others add must not meet it either
    synchronized void reliesOn(Expression condition, boolean isSerializable) {
        conditions = changesRows ? Expressions.or(conditions, condition) : condition;
        changesRows = true;
        serializable |= isSerializable;
    }

    /// Whether rows were looked for, to be changed or taken away.
    synchronized boolean changesRows() {
        return changesRows;
    }

    /// What rows that were looked for meet.
    synchronized Expression conditions() {
        return conditions;
    }

    synchronized boolean isSerializable() {
        return serializable;
    }

    boolean isWritten() {
        return current() != pinned;
    }

    /// @throws SqlException NOT_SUPPORTED for what is not rows on the main branch
    @Override
    public synchronized void commit(TableMetadata base, TableMetadata metadata) {
        writing.check(this);
        for (MetadataUpdate update : metadata.changes()) {
            boolean isStaged =
                    switch (update) {
                        case MetadataUpdate.AddSnapshot add ->
                                isOnMain(metadata, add.snapshot().snapshotId());
                        case MetadataUpdate.SetSnapshotRef set ->
                                set.name().equals(SnapshotRef.MAIN_BRANCH);
                        case MetadataUpdate.SetProperties _ -> true;
                        case MetadataUpdate.RemoveProperties _ -> true;
                        default -> false;
                    };
            if (!isStaged) {
                throw new SqlException(
                        ErrorCode.NOT_SUPPORTED,
                        "A transaction changes rows on the main branch of %s, not its columns, its other branches or what is staged by wap_id"
                                .formatted(this));
            }
        }
        super.commit(base, metadata);
    }

    private static boolean isOnMain(TableMetadata metadata, long snapshotId) {
        Snapshot main = metadata.currentSnapshot();
        return main != null
                && SnapshotUtil.isAncestorOf(main.snapshotId(), snapshotId, metadata::snapshot);
    }

    /// The snapshots of the transaction, the oldest first.
    List<Snapshot> snapshots() {
        TableMetadata staged = current();
        Snapshot before = pinned.currentSnapshot();
        Snapshot last = staged.currentSnapshot();
        if (last == null || before != null && last.snapshotId() == before.snapshotId()) {
            return List.of();
        }
        Iterable<Snapshot> newestFirst =
                SnapshotUtil.ancestorsBetween(
                        last.snapshotId(),
                        before == null ? null : before.snapshotId(),
                        staged::snapshot);
        List<Snapshot> snapshots = new ArrayList<>();
        newestFirst.forEach(snapshots::addFirst);
        return snapshots;
    }

    @Override
    public long firstUncommittedRowId() {
        return pinned.nextRowId();
    }

    @Override
    public String toString() {
        return catalog.name() + "." + identifier;
    }
}
