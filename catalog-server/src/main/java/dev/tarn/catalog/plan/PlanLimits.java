package dev.tarn.catalog.plan;

import java.time.Duration;

/// The bounds of scan planning.
///
/// @param inlineManifestBytes plans that read more, after pruning, go to the background
/// @param inlineCount plans made within their requests at a time; more go to the background
/// @param backgroundThreads plans made in the background at a time
/// @param queuedCount plans that may wait for a thread; more are refused with 429
/// @param liveCount plans one principal may have before they expire; more are refused with 429
/// @param pageTasks most tasks in one page
/// @param pageBytes JSON of a page above which it is cut in halves
/// @param maxPages a scan with more pages fails
/// @param lifetime how long a plan is kept after it was asked for or completed
/// @param lease how long a server that plans may give no sign of life before another takes over
public record PlanLimits(
        long inlineManifestBytes,
        int inlineCount,
        int backgroundThreads,
        int queuedCount,
        int liveCount,
        int pageTasks,
        int pageBytes,
        int maxPages,
        Duration lifetime,
        Duration lease) {

    public static final PlanLimits DEFAULT =
            new PlanLimits(
                    4L << 20,
                    8,
                    2,
                    64,
                    10_000,
                    500,
                    4 << 20,
                    20_000,
                    Duration.ofHours(1),
                    Duration.ofSeconds(30));

    public PlanLimits withPageTasks(int tasks) {
        return new PlanLimits(
                inlineManifestBytes,
                inlineCount,
                backgroundThreads,
                queuedCount,
                liveCount,
                tasks,
                pageBytes,
                maxPages,
                lifetime,
                lease);
    }

    public PlanLimits withInlineManifestBytes(long bytes) {
        return new PlanLimits(
                bytes,
                inlineCount,
                backgroundThreads,
                queuedCount,
                liveCount,
                pageTasks,
                pageBytes,
                maxPages,
                lifetime,
                lease);
    }

    public PlanLimits withCounts(int threads, int queued, int live) {
        return new PlanLimits(
                inlineManifestBytes,
                inlineCount,
                threads,
                queued,
                live,
                pageTasks,
                pageBytes,
                maxPages,
                lifetime,
                lease);
    }
}
