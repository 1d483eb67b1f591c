package dev.tarn.maintenance.run;

/// What a rewrite of data files has done to the table.
///
/// @param rewrittenCount data files that it no longer has
/// @param addedCount data files in their place
/// @param rewrittenBytes of the former
/// @param failedCount data files that were to be written anew, and were left as they are
/// @param removedDeleteCount delete files and deletion vectors that it no longer has
public record RewriteOutcome(
        int rewrittenCount,
        int addedCount,
        long rewrittenBytes,
        int failedCount,
        int removedDeleteCount) {

    public static final RewriteOutcome NOTHING = new RewriteOutcome(0, 0, 0, 0, 0);

    public RewriteOutcome plus(RewriteOutcome other) {
        return new RewriteOutcome(
                rewrittenCount + other.rewrittenCount,
                addedCount + other.addedCount,
                rewrittenBytes + other.rewrittenBytes,
                failedCount + other.failedCount,
                removedDeleteCount + other.removedDeleteCount);
    }

    static RewriteOutcome failed(int fileCount) {
        return new RewriteOutcome(0, 0, 0, fileCount, 0);
    }

    /// With more delete files that it no longer has.
    public RewriteOutcome withDeletes(int count) {
        return plus(new RewriteOutcome(0, 0, 0, 0, count));
    }
}
