package dev.tarn.engine.join;

import dev.tarn.engine.exec.KeyBound;
import dev.tarn.engine.exec.KeyRange;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.storage.KeyStart;
import dev.tarn.storage.table.Split;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Cuts groups of a merge join that are larger than a driver's share by ranges of their first key,
/// so that skewed buckets keep all drivers busy: where row groups begin, as their bounds tell. Rows
/// with equal keys stay together.
///
/// Only numbers and times are cut by; other keys stay whole. Reads footers, and so waits.
final class KeyCuts {
    private static final int PARTS_PER_WORKER = 4;
    private static final long LEAST_BYTES = 1L << 20;

    private final MergeJoins.Side left;
    private final MergeJoins.Side right;
    private final QueryContext query;

    KeyCuts(MergeJoins.Side left, MergeJoins.Side right, QueryContext query) {
        this.left = left;
        this.right = right;
        this.query = query;
    }

    /// `groups` with parts in the place of those that are too large, in their order.
    List<MergeSource.Group> cut(List<MergeSource.Group> groups) {
        long total = 0;
        for (MergeSource.Group group : groups) {
            total += group.bytes();
        }
        long most = Math.max(LEAST_BYTES, total / PARTS_PER_WORKER / query.config().workerCount());
        if (!KeyBound.supports(left.scan().output().get(left.leadingKey()).type())) {
            return groups;
        }
        List<MergeSource.Group> all = new ArrayList<>();
        for (MergeSource.Group group : groups) {
            query.checkRunning();
            if (group.bytes() < 2 * most) {
                all.add(group);
                continue;
            }
            for (KeyRange range : ranges(starts(group), most)) {
                all.add(new MergeSource.Group(group.left(), group.right(), range));
            }
        }
        return all;
    }

    private List<KeyStart> starts(MergeSource.Group group) {
        List<KeyStart> starts = new ArrayList<>();
        for (Split file : group.left()) {
            starts.addAll(left.files().starts(file, left.leadingKey()));
        }
        for (Split file : group.right()) {
            starts.addAll(right.files().starts(file, right.leadingKey()));
        }
        return starts;
    }

    /// Ranges of about `most` bytes each, that together have all keys.
    static List<KeyRange> ranges(List<KeyStart> starts, long most) {
        List<KeyStart> sorted = new ArrayList<>(starts);
        sorted.sort(Comparator.comparingLong(KeyStart::least));
        List<KeyRange> ranges = new ArrayList<>();
        @Nullable Long from = null;
        long bytes = 0;
        for (KeyStart start : sorted) {
            if (bytes >= most && (from == null || start.least() > from)) {
                ranges.add(new KeyRange(from, start.least()));
                from = start.least();
                bytes = 0;
            }
            bytes += start.bytes();
        }
        ranges.add(new KeyRange(from, null));
        return ranges;
    }
}
