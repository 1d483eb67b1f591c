package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.TableChange;
import dev.tarn.engine.statement.TableChange.Reference;
import dev.tarn.engine.statement.TableChange.ReferenceKind;

import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// Branches and tags made, moved and dropped, as Iceberg's extensions to Spark do it. Moving one
/// keeps what was said of its retention before, unless it is said anew.
final class References {
    private References() {}

    static void put(TableChange.PutReference put, Transaction transaction) {
        Table table = transaction.table();
        Reference reference = put.reference();
        Name name = reference.name();
        SnapshotRef known = known(reference.kind(), name, table);
        if (known != null && put.ifNotExists()) {
            return;
        }
        if (known != null && !put.replace()) {
            throw new SqlException(
                    ErrorCode.ALREADY_EXISTS,
                    "%s '%s' of %s already exists"
                            .formatted(word(reference.kind()), name, table.name()),
                    name.position(),
                    null);
        }
        if (known == null && !put.create()) {
            throw missing(reference.kind(), name, table);
        }
        ManageSnapshots snapshots = transaction.manageSnapshots();
        point(reference, known != null, snapshots, table);
        retain(reference, snapshots);
        snapshots.commit();
    }

    private static void point(
            Reference reference, boolean move, ManageSnapshots snapshots, Table table) {
        String name = reference.name().last();
        Long snapshotId = snapshotId(reference, table);
        if (reference.kind() == ReferenceKind.BRANCH) {
            if (snapshotId == null) {
                snapshots.createBranch(name);
            } else if (move) {
                snapshots.replaceBranch(name, snapshotId);
            } else {
                snapshots.createBranch(name, snapshotId);
            }
        } else if (snapshotId != null) {
            if (move) {
                snapshots.replaceTag(name, snapshotId);
            } else {
                snapshots.createTag(name, snapshotId);
            }
        }
    }

    /// Where `reference` points to; null for a new branch of a table without snapshots, which gets
    /// an empty one.
    private static @Nullable Long snapshotId(Reference reference, Table table) {
        Long asked = reference.snapshotId();
        if (asked != null) {
            if (table.snapshot(asked) == null) {
                throw new SqlException(
                        ErrorCode.NOT_FOUND,
                        "Table %s does not have a snapshot %d".formatted(table.name(), asked),
                        reference.name().position(),
                        null);
            }
            return asked;
        }
        Snapshot current = table.currentSnapshot();
        boolean isNew = table.refs().get(reference.name().last()) == null;
        if (current == null && (reference.kind() == ReferenceKind.TAG || !isNew)) {
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Table %s has no snapshot that '%s' could point to"
                            .formatted(table.name(), reference.name()),
                    reference.name().position(),
                    null);
        }
        return current == null ? null : current.snapshotId();
    }

    private static void retain(Reference reference, ManageSnapshots snapshots) {
        String name = reference.name().last();
        if (reference.maxAgeMillis() != null) {
            snapshots.setMaxRefAgeMs(name, reference.maxAgeMillis());
        }
        if (reference.minSnapshots() != null) {
            snapshots.setMinSnapshotsToKeep(name, reference.minSnapshots());
        }
        if (reference.maxSnapshotAgeMillis() != null) {
            snapshots.setMaxSnapshotAgeMs(name, reference.maxSnapshotAgeMillis());
        }
    }

    static void drop(TableChange.DropReference drop, Transaction transaction) {
        Table table = transaction.table();
        Name name = drop.name();
        if (known(drop.kind(), name, table) == null) {
            if (drop.ifExists()) {
                return;
            }
            throw missing(drop.kind(), name, table);
        }
        if (name.last().equals(SnapshotRef.MAIN_BRANCH)) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Branch 'main' of %s cannot be dropped: it is the table"
                            .formatted(table.name()),
                    name.position(),
                    null);
        }
        ManageSnapshots snapshots = transaction.manageSnapshots();
        if (drop.kind() == ReferenceKind.BRANCH) {
            snapshots.removeBranch(name.last());
        } else {
            snapshots.removeTag(name.last());
        }
        snapshots.commit();
    }

    /// The branch or tag that is there; null where there is none.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it is of the other kind
    private static @Nullable SnapshotRef known(ReferenceKind kind, Name name, Table table) {
        SnapshotRef known = table.refs().get(name.last());
        if (known != null && known.isBranch() != (kind == ReferenceKind.BRANCH)) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "'%s' of %s is a %s"
                            .formatted(name, table.name(), known.isBranch() ? "branch" : "tag"),
                    name.position(),
                    null);
        }
        return known;
    }

    private static SqlException missing(ReferenceKind kind, Name name, Table table) {
        return new SqlException(
                ErrorCode.NOT_FOUND,
                "Table %s does not have a %s '%s'%s"
                        .formatted(
                                table.name(),
                                word(kind).toLowerCase(Locale.ROOT),
                                name,
                                Nearest.hint(name.last(), table.refs().keySet())),
                name.position(),
                null);
    }

    private static String word(ReferenceKind kind) {
        return kind == ReferenceKind.BRANCH ? "Branch" : "Tag";
    }
}
