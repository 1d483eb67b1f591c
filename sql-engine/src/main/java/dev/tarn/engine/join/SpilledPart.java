package dev.tarn.engine.join;

import dev.tarn.engine.spill.Run;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Build and probe rows on disk whose keys' hashes have the same first bits: partners are in the
/// same part. `level` counts the bits, in fours.
record SpilledPart(List<Run> build, List<Run> probe, int level) {
    /// Bits enough; what is still too large then has few keys with many rows.
    static final int LAST_LEVEL = 7;

    /// Rows of which so many percent stay together are of one key, probably.
    private static final int ONE_KEY_PERCENT = 80;

    static SpilledPart empty(int level) {
        return new SpilledPart(new ArrayList<>(), new ArrayList<>(), level);
    }

    /// What of `parent`, which had `parentRows` build rows, has the same next bits.
    static SpilledPart split(
            SpilledPart parent, @Nullable Run build, @Nullable Run probe, long parentRows) {
        boolean oneKey = build != null && build.rowCount() * 100 > parentRows * ONE_KEY_PERCENT;
        SpilledPart part = empty(oneKey ? LAST_LEVEL : parent.level + 1);
        if (build != null) {
            part.build.add(build);
        }
        if (probe != null) {
            part.probe.add(probe);
        }
        return part;
    }

    long buildRows() {
        return build.stream().mapToLong(Run::rowCount).sum();
    }

    long buildBytes() {
        return build.stream().mapToLong(Run::plainBytes).sum();
    }

    long probeRows() {
        return probe.stream().mapToLong(Run::rowCount).sum();
    }

    /// Says that nobody reads it any more; once.
    void release() {
        build.forEach(Run::release);
        probe.forEach(Run::release);
    }
}
