package dev.tarn.storage.table;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.util.TableScanUtil;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Cuts files into splits that keep every core busy and are not too small to be worth opening.
final class SplitCutter {
    private static final long LEAST_BYTES = 1L << 20;
    private static final long MOST_BYTES = 32L << 20;
    private static final int SPLITS_PER_CORE = 4;

    private SplitCutter() {}

    /// The splits of `tasks`, biggest first, so that no worker begins a long one last.
    static List<Split> cut(List<FileScanTask> tasks) {
        long total = 0;
        for (FileScanTask task : tasks) {
            total += task.length();
        }
        int wanted = SPLITS_PER_CORE * Runtime.getRuntime().availableProcessors();
        long target = Math.clamp(total / wanted, LEAST_BYTES, MOST_BYTES);
        List<Split> splits = new ArrayList<>();
        for (FileScanTask task : tasks) {
            for (FileScanTask piece : pieces(task, target)) {
                splits.add(new Split(piece, piece.length(), piece.estimatedRowsCount()));
            }
        }
        splits.sort(Comparator.comparingLong(Split::lengthBytes).reversed());
        return splits;
    }

    /// A split for each of `tasks`, each a whole file.
    static List<Split> whole(List<FileScanTask> tasks) {
        return tasks.stream()
                .map(task -> new Split(task, task.length(), task.estimatedRowsCount()))
                .toList();
    }

    /// Pieces of one file, of about `target` bytes: neighbouring row groups go together until they
    /// reach it.
    private static List<FileScanTask> pieces(FileScanTask task, long target) {
        List<FileScanTask> pieces = new ArrayList<>();
        List<FileScanTask> together = new ArrayList<>();
        long length = 0;
        for (FileScanTask part : task.split(target)) {
            together.add(part);
            length += part.length();
            if (length >= target) {
                pieces.addAll(TableScanUtil.mergeTasks(together));
                together.clear();
                length = 0;
            }
        }
        if (!together.isEmpty()) {
            pieces.addAll(TableScanUtil.mergeTasks(together));
        }
        return pieces;
    }
}
