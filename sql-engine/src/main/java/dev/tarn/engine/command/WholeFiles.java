package dev.tarn.engine.command;

import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.statement.Command;
import dev.tarn.storage.table.IcebergScan;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Data files of which a statement takes away every row, as metadata alone tells.
///
/// @param files these, which need not be read
/// @param rowCount how many rows are in them
/// @param rest what finds rows in the other files; null where there are none
record WholeFiles(List<DataFile> files, long rowCount, @Nullable Plan rest) {

    static WholeFiles of(Command.ChangeRows change) {
        Long snapshotId = change.snapshotId();
        if (snapshotId == null || change.kept().op() == Expression.Operation.TRUE) {
            return new WholeFiles(List.of(), 0, change.rows());
        }
        Set<String> mixed = new HashSet<>();
        Expression left = Expressions.and(change.read(), change.kept());
        for (FileScanTask file : IcebergScan.files(change.table(), snapshotId, left)) {
            mixed.add(file.file().location());
        }
        List<DataFile> whole = new ArrayList<>();
        long rowCount = 0;
        Set<String> rest = new HashSet<>();
        for (FileScanTask file : IcebergScan.files(change.table(), snapshotId, change.read())) {
            if (mixed.contains(file.file().location()) || !isCounted(file)) {
                rest.add(file.file().location());
            } else {
                whole.add(file.file());
                rowCount += file.file().recordCount() - deletedCount(file);
            }
        }
        if (whole.isEmpty()) {
            return new WholeFiles(whole, 0, change.rows());
        }
        return new WholeFiles(whole, rowCount, rest.isEmpty() ? null : within(change.rows(), rest));
    }

    /// Whether metadata tells how many rows are deleted in a file. Position deletes may name a row
    /// twice, and what equality deletes find is not known.
    static boolean isCounted(FileScanTask file) {
        return file.deletes().stream().allMatch(ContentFileUtil::isDV);
    }

    /// How many rows are deleted in a file of which that is known.
    static long deletedCount(FileScanTask file) {
        return file.deletes().stream().mapToLong(DeleteFile::recordCount).sum();
    }

    /// `plan`, a scan below projections, over these files only.
    private static Plan within(Plan plan, Set<String> files) {
        return switch (plan) {
            case Plan.TableScan scan ->
                    scan.where(
                            scan.filter(),
                            Expressions.and(
                                    scan.pruning(),
                                    Expressions.in(
                                            MetadataColumns.FILE_PATH.name(), files.toArray())));
            case Plan.Project project ->
                    new Plan.Project(
                            within(project.input(), files),
                            project.expressions(),
                            project.output());
            default -> throw new IllegalArgumentException("No scan of a table: " + plan);
        };
    }
}
