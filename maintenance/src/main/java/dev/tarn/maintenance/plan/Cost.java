package dev.tarn.maintenance.plan;

import org.apache.iceberg.FileScanTask;

/// What a plan would cost, roughly: requests to an object store, and time.
///
/// A file is read by one request for its footer and one for every [#REQUEST_BYTES], each of its
/// delete files by one; a file is written by one for every [#REQUEST_BYTES]. A core decodes and
/// encodes [#BYTES_PER_SECOND].
public record Cost(long readRequestCount, long writeRequestCount, double seconds) {
    private static final long REQUEST_BYTES = 16L << 20;

    /// Of compressed input, a second and core.
    private static final long BYTES_PER_SECOND = 50L << 20;

    /// A manifest of each kind of change, their list, and the table's metadata.
    private static final int COMMIT_REQUESTS = 4;

    public static Cost of(RewritePlan plan, int coreCount) {
        long reads = 0;
        for (FileGroup group : plan.groups()) {
            for (FileScanTask file : group.files()) {
                reads += 1 + requestCount(file.file().fileSizeInBytes()) + file.deletes().size();
            }
        }
        if (reads == 0) {
            return new Cost(0, 0, 0);
        }
        long writes =
                Math.max(plan.outputCount(), requestCount(plan.outputBytes())) + COMMIT_REQUESTS;
        double seconds = (double) plan.inputBytes() / BYTES_PER_SECOND / coreCount;
        return new Cost(reads, writes, seconds);
    }

    private static long requestCount(long bytes) {
        return Math.ceilDiv(bytes, REQUEST_BYTES);
    }
}
