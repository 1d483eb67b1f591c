package dev.tarn.storage.table;

import dev.tarn.storage.BatchPieces;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.PieceReader;

import java.util.List;

/// The splits of one scan, and how to open them.
///
/// Planning reads the snapshot's manifests, prunes by partition and by file bounds, and cuts files
/// at row groups so that workers have something to share. Thread-safe: any worker may open any
/// split.
public interface TableScanPlan {

    List<Split> splits();

    /// What pruning left out before any data file was touched.
    Skipped skipped();

    /// Opens `split`: schema evolved to the projection, deletes applied, row groups that cannot
    /// match left out.
    PieceReader pieces(Split split);

    /// The same, from the beginning of the split to its end.
    default BatchReader open(Split split) {
        return BatchPieces.batches(pieces(split));
    }

    /// Files and manifests considered and skipped while planning.
    record Skipped(
            long totalManifests, long skippedManifests, long totalFiles, long skippedFiles) {}
}
