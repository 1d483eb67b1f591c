package dev.tarn.engine.window;

import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spill.Run;

import java.util.Arrays;
import java.util.List;

/// Heap that computing a piece of a window's rows as a whole takes, about, besides the rows
/// themselves where these are in memory already: all of them put together, the arguments in order,
/// and for each row what sorts it, its place, and its results.
final class PieceBytes {
    private static final long ROW_BYTES = 32;
    private static final long CALL_ROW_BYTES = 48;

    private PieceBytes() {}

    static long of(Plan.Window plan, RowStore rows) {
        return of(plan, rows.sizeBytes(), rows.rowCount());
    }

    static long of(Plan.Window plan, List<Run> runs) {
        long bytes = 0;
        long rowCount = 0;
        for (Run run : runs) {
            bytes += run.plainBytes();
            rowCount += run.rowCount();
        }
        return of(plan, bytes, rowCount);
    }

    /// The sum of the largest `count` of `bytes`, which are put in order.
    static long ofLargest(long[] bytes, int count) {
        Arrays.sort(bytes);
        long sum = 0;
        for (int i = Math.max(0, bytes.length - count); i < bytes.length; i++) {
            sum += bytes[i];
        }
        return sum;
    }

    private static long of(Plan.Window plan, long bytes, long rowCount) {
        long keyCount = (long) plan.partitionKeys().size() + plan.order().size();
        return 2 * bytes
                + rowCount * (ROW_BYTES + 16 * keyCount + CALL_ROW_BYTES * plan.calls().size());
    }
}
