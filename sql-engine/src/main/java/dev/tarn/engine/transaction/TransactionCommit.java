package dev.tarn.engine.transaction;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.UpdateRequirement;
import org.apache.iceberg.catalog.ImmutableTableCommit;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.rest.RESTCatalog;

import java.util.ArrayList;
import java.util.List;

/// The commit of a transaction: all tables that it changed, or none.
///
/// Each table's change is put on top of what the table is now ([Rebase]), and all new metadata goes
/// to the catalog in one request, together with what SERIALIZABLE requires of tables that were only
/// read. When another commit comes between, it is tried again; what was relied on is checked anew
/// each time. One thread.
final class TransactionCommit {
    /// How often it is tried again where other commits come between.
    private static final int MOST_ATTEMPTS = 8;

    private final List<StagedTable> written;
    private final List<StagedTable> read;
    private final boolean serializable;

    /// The manifests of an attempt, by table of `written`.
    private final List<StagedFiles> manifests = new ArrayList<>();

    /// @param tables all that the transaction has named
    TransactionCommit(List<StagedTable> tables, boolean serializable) {
        this.written = tables.stream().filter(StagedTable::isWritten).toList();
        this.read =
                serializable
                        ? tables.stream()
                                .filter(table -> !table.isWritten())
                                .filter(table -> table.isRead() || table.changesRows())
                                .toList()
                        : List.of();
        this.serializable = serializable;
    }

    /// Commits, or does nothing.
    ///
    /// @throws SqlException TRANSACTION_CONFLICT; COMMIT_STATE_UNKNOWN where nobody knows;
    ///   NOT_SUPPORTED where the catalog cannot
    void run() {
        if (written.isEmpty()) {
            read.forEach(table -> requireUnchanged(table, current(table)));
            return;
        }
        requireOneCatalog();
        for (int attempt = 1; ; attempt++) {
            try {
                attempt();
                break;
            } catch (CommitFailedException overtaken) {
                manifests.forEach(StagedFiles::rollBack);
                if (attempt == MOST_ATTEMPTS) {
                    throw Rebase.conflict(
                            written.getFirst(), String.valueOf(overtaken.getMessage()), overtaken);
                }
            } catch (CommitStateUnknownException unknown) {
                throw unknown(unknown);
            } catch (UnsupportedOperationException e) {
                manifests.forEach(StagedFiles::rollBack);
                throw new SqlException(
                        ErrorCode.NOT_SUPPORTED,
                        "Nothing was committed, as the server of catalog %s does not commit several tables at once: %s"
                                .formatted(written.getFirst().catalog().name(), e.getMessage()),
                        null,
                        e);
            } catch (RuntimeException | Error e) {
                if (e.getClass() == RESTException.class) {
                    throw unknown(e);
                }
                manifests.forEach(StagedFiles::rollBack);
                throw e;
            }
        }
    }

    private SqlException unknown(Throwable cause) {
        return new SqlException(
                ErrorCode.COMMIT_STATE_UNKNOWN,
                "Whether the transaction was committed is unknown; look at the snapshots of %s before trying again: %s"
                        .formatted(written, cause.getMessage()),
                null,
                cause);
    }

    private void requireOneCatalog() {
        String catalog = written.getFirst().catalog().name();
        for (StagedTable table : read) {
            boolean isCommon = table.catalog().name().equals(catalog);
            if (!isCommon || !(table.catalog().tables() instanceof RESTCatalog)) {
                throw new SqlException(
                        ErrorCode.NOT_SUPPORTED,
                        "What was read of %s cannot be validated by a commit to catalog %s: SERIALIZABLE takes tables of one catalog that commits several at once"
                                .formatted(table, catalog));
            }
        }
    }

    private void attempt() {
        manifests.clear();
        List<TableCommit> commits = new ArrayList<>();
        for (StagedTable table : written) {
            BaseTable current = current(table);
            TableMetadata base = current.operations().current();
            StagedFiles files = new StagedFiles(current.operations().io());
            manifests.add(files);
            TableMetadata updated = Rebase.of(table, current, files, serializable);
            if (updated == base) {
                continue;
            }
            if (written.size() == 1 && read.isEmpty()) {
                current.operations().commit(base, updated);
                return;
            }
            commits.add(TableCommit.create(table.identifier(), base, updated));
        }
        if (commits.isEmpty()) {
            read.forEach(table -> requireUnchanged(table, current(table)));
            return;
        }
        read.forEach(table -> {
            requireUnchanged(table, current(table));
            commits.add(unchanged(table));
        });
        ((RESTCatalog) written.getFirst().catalog().tables()).commitTransaction(commits);
    }

    private static BaseTable current(StagedTable table) {
        try {
            return (BaseTable) table.catalog().tables().loadTable(table.identifier());
        } catch (NoSuchTableException e) {
            throw Rebase.conflict(table, "it was dropped", e);
        }
    }

    private static void requireUnchanged(StagedTable table, BaseTable current) {
        if (Rebase.isOther(table.pinned(), current.operations().current())) {
            throw Rebase.conflict(table, "its rows were read", null);
        }
    }

    /// Nothing but what must hold when the others commit.
    private static TableCommit unchanged(StagedTable table) {
        TableMetadata pinned = table.pinned();
        List<UpdateRequirement> requirements = new ArrayList<>();
        requirements.add(new UpdateRequirement.AssertTableUUID(pinned.uuid()));
        pinned.refs()
                .forEach((name, ref) ->
                        requirements.add(
                                new UpdateRequirement.AssertRefSnapshotID(name, ref.snapshotId())));
        if (!pinned.refs().containsKey(SnapshotRef.MAIN_BRANCH)) {
            requirements.add(
                    new UpdateRequirement.AssertRefSnapshotID(SnapshotRef.MAIN_BRANCH, null));
        }
        return ImmutableTableCommit.builder()
                .identifier(table.identifier())
                .requirements(requirements)
                .build();
    }
}
