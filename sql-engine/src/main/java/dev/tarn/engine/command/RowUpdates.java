package dev.tarn.engine.command;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WriteResults;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.transaction.Reliance;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.delete.FilePositions;
import dev.tarn.storage.table.DeleteWriter;
import dev.tarn.storage.table.IcebergScan;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// DELETE, UPDATE, MERGE and INSERT in the place of other rows, committed in one snapshot, on
/// condition that nobody has changed what they read since.
///
/// By the table's property `write.delete.mode` and its like, files with a row that is changed are
/// written anew without it (`copy-on-write`, the default), or the row is marked in a delete file
/// (`merge-on-read`). A data file of which no row is left is taken out of the table in both.
final class RowUpdates {
    private final Command.ChangeRows change;
    private final CommandContext context;
    private final Table table;
    private final RowChangeSettings settings;
    private final CheckedRows checked;
    private final String operationId = UUID.randomUUID().toString();
    private final WriteResults writes = new WriteResults();

    private RowUpdates(Command.ChangeRows change, CommandContext context) {
        this.change = change;
        this.context = context;
        this.table = WrittenTable.of(change.name(), change.table());
        this.checked = CheckedRows.of(change.name(), change.table(), change.updateType(), context);
        this.settings = RowChangeSettings.of(change.table(), change.kind());
    }

    static CommandResult run(Command.ChangeRows change, CommandContext context) {
        RowUpdates updates = new RowUpdates(change, context);
        try {
            return CommandResult.ofRows(
                    Writes.committed(change.name(), change.table(), updates.writes, updates::run));
        } catch (ValidationException conflict) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_CONFLICT,
                    "%s was changed by another writer in what this statement read, and not by this statement: %s"
                            .formatted(change.name(), conflict.getMessage()),
                    null,
                    conflict);
        }
    }

    private long run() {
        Reliance.on(change.table(), change.read(), settings.serializable());
        Plan added = change.added();
        long addedCount =
                added == null
                        ? 0
                        : write(WriteOrder.write(checked.over(added, false), change.table()));
        WholeFiles known = WholeFiles.of(change);
        Plan rest = known.rest();
        long count = known.rowCount();
        if (rest != null) {
            Plan checkedRest = checked.overChanges(rest);
            count +=
                    write(new Plan.TableWrite(checkedRest, change.table(), change.columns(), true));
        }
        FilePositions removed = writes.removed();
        requireEachOnce(removed);
        if (count + addedCount > 0) {
            List<FileScanTask> part = new ArrayList<>();
            List<DataFile> whole = new ArrayList<>(known.files());
            for (FileScanTask file : filesOf(removed)) {
                if (isWhole(file, removed)) {
                    whole.add(file.file());
                } else {
                    part.add(file);
                }
            }
            commit(removed, whole, part);
        }
        return change.kind() == Command.ChangeRows.Kind.REPLACE ? addedCount : count;
    }

    private long write(Plan.TableWrite write) {
        return Writes.run(write, writes, context.runner());
    }

    private void commit(FilePositions removed, List<DataFile> whole, List<FileScanTask> part) {
        if (part.isEmpty() || settings.copies()) {
            overwrite(removed, whole, part);
        } else {
            mark(removed, whole, part);
        }
    }

    private void requireEachOnce(FilePositions removed) {
        if (removed.hasRepeated()) {
            throw change.kind() == Command.ChangeRows.Kind.MERGE
                    ? new SqlException(
                            ErrorCode.MERGE_TARGET_ROW_MULTIPLE_MATCHES,
                            "A row of %s matches several rows of the source; nothing was changed"
                                    .formatted(change.name()))
                    : new SqlException(
                            ErrorCode.INTERNAL_ERROR,
                            "A row of %s was found twice; nothing was changed"
                                    .formatted(change.name()));
        }
    }

    /// Whether no row of `file` is left.
    private static boolean isWhole(FileScanTask file, FilePositions removed) {
        long count = removed.of(file.file().location()).count();
        return WholeFiles.isCounted(file)
                && count + WholeFiles.deletedCount(file) == file.file().recordCount();
    }

    /// The snapshot that was read; there is one where a row was found.
    private long snapshotId() {
        return Objects.requireNonNull(change.snapshotId());
    }

    private List<FileScanTask> filesOf(FilePositions removed) {
        return removed.files().isEmpty()
                ? List.of()
                : IcebergScan.files(change.table(), snapshotId(), change.read(), removed.files());
    }

    /// Takes out `whole`, and `part` for files with the rows that are left of them.
    private void overwrite(FilePositions removed, List<DataFile> whole, List<FileScanTask> part) {
        if (!part.isEmpty()) {
            write(WriteOrder.write(rowsLeft(removed, part), change.table(), change.columns()));
        }
        OverwriteFiles overwrite =
                change.to()
                        .of(table, table.newOverwrite())
                        .conflictDetectionFilter(change.read())
                        .validateNoConflictingDeletes();
        if (change.snapshotId() != null) {
            overwrite.validateFromSnapshot(snapshotId());
        }
        if (settings.serializable()) {
            overwrite.validateNoConflictingData();
        }
        checked.mark(overwrite);
        whole.forEach(overwrite::deleteFile);
        part.forEach(file -> overwrite.deleteFile(file.file()));
        writes.files().forEach(overwrite::addFile);
        overwrite.commit();
    }

    /// Takes out `whole`, and marks the rows of `part`.
    private void mark(FilePositions removed, List<DataFile> whole, List<FileScanTask> part) {
        DeleteWriter.Written deletes = new DeleteWriter(table, operationId).write(removed, part);
        writes.addDeletes(deletes.added());
        RowDelta delta =
                change.to()
                        .of(table, table.newRowDelta())
                        .validateFromSnapshot(snapshotId())
                        .conflictDetectionFilter(change.read())
                        .validateDataFilesExist(locations(part))
                        .validateDeletedFiles();
        if (change.kind() != Command.ChangeRows.Kind.DELETE) {
            delta.validateNoConflictingDeleteFiles();
        }
        if (settings.serializable()) {
            delta.validateNoConflictingDataFiles();
        }
        checked.mark(delta);
        whole.forEach(delta::removeRows);
        deletes.added().forEach(delta::addDeletes);
        deletes.replaced().forEach(delta::removeDeletes);
        writes.files().forEach(delta::addRows);
        delta.commit();
    }

    private static List<String> locations(List<FileScanTask> files) {
        return files.stream().map(file -> file.file().location()).toList();
    }

    /// The rows of `files` that are not among `removed`, as they are written.
    private Plan rowsLeft(FilePositions removed, List<FileScanTask> files) {
        List<Types.NestedField> columns = new ArrayList<>(change.columns().columns());
        int written = columns.size();
        columns.add(MetadataColumns.FILE_PATH);
        columns.add(MetadataColumns.ROW_POSITION);
        Schema projection = new Schema(columns);
        List<Field> fields = IcebergTypes.fields(projection);
        ScalarFunction isLeft =
                ScalarFunction.of(
                        "is_left",
                        List.of(DataType.STRING, DataType.BIGINT),
                        DataType.BOOLEAN,
                        (arguments, rows, _) ->
                                isLeft(
                                        removed,
                                        arguments.get(0),
                                        arguments.get(1),
                                        rows.rowCount()));
        Expr kept =
                new Expr.Call(
                        isLeft,
                        List.of(
                                new Expr.Column(written, DataType.STRING),
                                new Expr.Column(written + 1, DataType.BIGINT)));
        return new Plan.TableScan(
                change.name(),
                change.table(),
                snapshotId(),
                projection,
                fields,
                written,
                Expressions.in(MetadataColumns.FILE_PATH.name(), locations(files).toArray()),
                kept,
                -1);
    }

    private static Vector isLeft(FilePositions removed, Vector files, Vector positions, int count) {
        boolean[] left = removed.isAbsent(files, positions, count);
        return new BooleanVector(DataType.BOOLEAN, left, null, count);
    }
}
