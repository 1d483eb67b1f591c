package dev.tarn.maintenance.plan;

import dev.tarn.engine.spi.FileOrder;

import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Which files are written anew, and which groups of them are worth it.
///
/// Whatever is chosen leaves the choice when it has been written: its deletes are gone, it is
/// sorted, or there are fewer files. A group that would give as many files as it has is left alone,
/// or the next run would find them again.
final class FileChoice {
    /// Files that are a little smaller than was planned for are not put together again.
    private static final double MARGIN = 1.1;

    private final RewriteOptions options;
    private final @Nullable Integer orderId;

    /// Locations of files that overlap too much in the columns that rows are clustered by.
    private final Set<String> overlapping;

    /// @param order files that say that they are sorted so need not be written anew, nor those that
    ///   are clustered well
    /// @param files the table's, which tell of the orders that files can be marked with
    FileChoice(RewriteOptions options, FileOrder order, TableFiles files) {
        this.options = options;
        switch (order) {
            case FileOrder.Sorted(SortOrder sorted) -> {
                this.orderId = orderId(sorted, files);
                this.overlapping = Set.of();
            }
            case FileOrder.Clustered clustered -> {
                this.orderId = null;
                this.overlapping = Overlapping.files(files, clustered);
            }
        }
    }

    private static @Nullable Integer orderId(SortOrder order, TableFiles files) {
        return order.isUnsorted() || !isMarked(order)
                ? null
                : files.orders().stream()
                        .filter(order::sameOrder)
                        .map(SortOrder::orderId)
                        .findFirst()
                        .orElse(null);
    }

    /// Whether files that are sorted so say it: those that are by nested columns or UUIDs do not.
    private static boolean isMarked(SortOrder order) {
        Schema schema = order.schema();
        for (SortField field : order.fields()) {
            Types.NestedField column = schema.findField(field.sourceId());
            if (!schema.columns().contains(column) || column.type().typeId() == Type.TypeID.UUID) {
                return false;
            }
        }
        return true;
    }

    /// Whether files are candidates because they overlap.
    boolean untangles() {
        return !overlapping.isEmpty();
    }

    boolean isCandidate(FileScanTask file) {
        return options.rewriteAll()
                || options.sizes().isWrong(file.file().fileSizeInBytes())
                || isRewrittenAlone(file);
    }

    /// Whether `files`, which are candidates of one partition, are better off as `outputCount`.
    boolean isWorthwhile(List<FileScanTask> files, int outputCount) {
        if (options.rewriteAll() || files.stream().anyMatch(this::isRewrittenAlone)) {
            return true;
        }
        long bytes = files.stream().mapToLong(file -> file.file().fileSizeInBytes()).sum();
        if (outputCount > 1 && files.stream().anyMatch(this::isTooBig)) {
            return true;
        }
        boolean isEnough =
                files.size() >= options.minInputFiles() || bytes > options.sizes().targetBytes();
        long mostBytes = Math.round(bytes * MARGIN);
        return isEnough && files.size() > Math.max(outputCount, options.sizes().count(mostBytes));
    }

    private boolean isTooBig(FileScanTask file) {
        return options.sizes().isTooBig(file.file().fileSizeInBytes());
    }

    /// Whether a file gains by being written anew whatever its size is.
    private boolean isRewrittenAlone(FileScanTask file) {
        return !isSorted(file)
                || overlapping.contains(file.file().location())
                || deleteFileCount(file) >= options.deleteFileThreshold()
                || deletedShare(file) >= options.deleteRatio();
    }

    private boolean isSorted(FileScanTask file) {
        return orderId == null || Objects.equals(file.file().sortOrderId(), orderId);
    }

    /// Those that are gone when the file is written anew. A delete file of many data files stays
    /// while there are others, and as old as the new file it seems to be of that one, too.
    private static long deleteFileCount(FileScanTask file) {
        long count = 0;
        for (DeleteFile delete : file.deletes()) {
            boolean mayStay =
                    DeleteKey.isByPosition(delete)
                            && !ContentFileUtil.isFileScoped(delete)
                            && Objects.equals(
                                    delete.dataSequenceNumber(), file.file().dataSequenceNumber());
            count += mayStay ? 0 : 1;
        }
        return count;
    }

    private static double deletedShare(FileScanTask file) {
        long rowCount = file.file().recordCount();
        return rowCount == 0 ? 0 : (double) deletedCount(file) / rowCount;
    }

    /// How many rows metadata tells to be deleted, by delete files of this data file alone.
    static long deletedCount(FileScanTask file) {
        long count = 0;
        for (DeleteFile delete : file.deletes()) {
            count += ContentFileUtil.isFileScoped(delete) ? delete.recordCount() : 0;
        }
        return Math.min(count, file.file().recordCount());
    }
}
