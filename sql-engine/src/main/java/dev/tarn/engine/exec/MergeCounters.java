package dev.tarn.engine.exec;

import java.util.concurrent.atomic.LongAdder;

/// What one merge join counts. Thread-safe.
///
/// `groups` of files were joined by themselves, in `parts`, of `files` in all. Of these `verified`
/// were looked through for their order, which was not known before; `untagged` do not say that they
/// are sorted, `disordered` say so and are not: both are sorted first.
public final class MergeCounters {
    public final LongAdder groups = new LongAdder();
    public final LongAdder parts = new LongAdder();
    public final LongAdder files = new LongAdder();
    public final LongAdder verified = new LongAdder();
    public final LongAdder untagged = new LongAdder();
    public final LongAdder disordered = new LongAdder();

    /// All of it in one line.
    public String text() {
        return "merged: %d groups, cut into %d, of %d files; order of %d verified now; sorted first: %d untagged, %d out of order"
                .formatted(
                        groups.sum(),
                        parts.sum(),
                        files.sum(),
                        verified.sum(),
                        untagged.sum(),
                        disordered.sum());
    }
}
