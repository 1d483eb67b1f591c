package dev.tarn.maintenance.plan;

/// How big files are to be.
///
/// Files of less than `minBytes` and of more than `maxBytes` are written anew. What is written aims
/// at `targetBytes` and ends between that and the most there may be, so that rows a little more
/// than one file's make no second one, as in Iceberg's planner.
public record FileSizes(long targetBytes, long minBytes, long maxBytes) {

    boolean isWrong(long bytes) {
        return bytes < minBytes || isTooBig(bytes);
    }

    boolean isTooBig(long bytes) {
        return bytes > maxBytes;
    }

    /// At how many bytes a file ends at the latest.
    public long mostWrittenBytes() {
        return targetBytes + (maxBytes - targetBytes) / 2;
    }

    /// Of how many files `bytes` are: the number that comes nearest to the target of those that
    /// make files neither too small nor too big; 1 at least.
    int count(long bytes) {
        long least = Math.max(1, Math.ceilDiv(bytes, mostWrittenBytes()));
        long most = Math.max(least, bytes / Math.max(1, minBytes));
        long nearest = Math.round((double) bytes / targetBytes);
        return (int) Math.clamp(Math.clamp(nearest, least, most), 1, Integer.MAX_VALUE);
    }
}
