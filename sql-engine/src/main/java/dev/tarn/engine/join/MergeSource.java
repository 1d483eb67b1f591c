package dev.tarn.engine.join;

import dev.tarn.engine.exec.Failures;
import dev.tarn.engine.exec.KeyRange;
import dev.tarn.engine.exec.Source;
import dev.tarn.engine.exec.Threads;
import dev.tarn.engine.physical.MergeLayout;
import dev.tarn.storage.table.Split;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The groups of a bucketed merge join, each a morsel, or several where it is large. Files are
/// planned on a thread of its own. Thread-safe.
final class MergeSource implements Source {
    /// The bucket of nulls.
    private static final int NULLS = -1;

    private final MergeJoins.Shared shared;
    private final MergeLayout layout;
    private final MergeJoins.Side left;
    private final MergeJoins.Side right;
    private final List<Runnable> wakers = new ArrayList<>();
    private final ArrayDeque<Group> groups = new ArrayDeque<>();
    private @Nullable Thread planning;
    private @Nullable Throwable failure;
    private boolean planned;
    private boolean stopped;

    /// Files that join with one another alone, and which of their rows do.
    record Group(List<Split> left, List<Split> right, KeyRange range) {
        long bytes() {
            long bytes = 0;
            for (Split file : left) {
                bytes += file.lengthBytes();
            }
            for (Split file : right) {
                bytes += file.lengthBytes();
            }
            return bytes;
        }
    }

    MergeSource(
            MergeJoins.Shared shared,
            MergeLayout layout,
            MergeJoins.Side left,
            MergeJoins.Side right) {
        this.shared = shared;
        this.layout = layout;
        this.left = left;
        this.right = right;
    }

    @Override
    public int driverLimit() {
        return shared.query().config().workerCount();
    }

    @Override
    public synchronized void open() {
        planning = Thread.ofVirtual().name("tarn-read").start(this::plan);
    }

    private void plan() {
        List<Group> found = List.of();
        Throwable broken = null;
        try {
            found = group(left.files().plan(), right.files().plan());
        } catch (Throwable e) {
            broken = e;
        }
        List<Runnable> woken;
        synchronized (this) {
            groups.addAll(found);
            failure = broken;
            planned = true;
            woken = List.copyOf(wakers);
            wakers.clear();
        }
        woken.forEach(Runnable::run);
    }

    /// The groups that may give rows, those with most bytes first, so that no driver begins a long
    /// one last.
    private List<Group> group(List<Split> leftFiles, List<Split> rightFiles) {
        Map<List<Integer>, Group> byBucket = new HashMap<>();
        leftFiles.forEach(file -> of(file, layout.left(), byBucket).left().add(file));
        rightFiles.forEach(file -> of(file, layout.right(), byBucket).right().add(file));
        List<Group> found = new ArrayList<>();
        byBucket.forEach((bucket, group) -> {
            if (mayGive(bucket, group)) {
                found.add(group);
            }
        });
        found.sort(Comparator.comparingLong(Group::bytes).reversed());
        for (Group group : found) {
            shared.counters().groups.increment();
            shared.counters().files.add(group.left().size() + group.right().size());
        }
        List<Group> parts = new KeyCuts(left, right, shared.query()).cut(found);
        shared.counters().parts.add(parts.size());
        return parts;
    }

    private Group of(Split file, MergeLayout.Side side, Map<List<Integer>, Group> byBucket) {
        List<Integer> fields = side.fields().get(file.task().file().specId());
        if (fields == null) {
            throw new IllegalStateException(
                    "File %s has partition spec %d, which the join was not planned for"
                            .formatted(file.task().file().location(), file.task().file().specId()));
        }
        List<Integer> bucket = new ArrayList<>();
        for (int part = 0; part < fields.size(); part++) {
            Integer of = file.task().file().partition().get(fields.get(part), Integer.class);
            bucket.add(of == null ? NULLS : of % layout.parts().get(part).buckets());
        }
        return byBucket.computeIfAbsent(
                bucket, _ -> new Group(new ArrayList<>(), new ArrayList<>(), KeyRange.ALL));
    }

    private boolean mayGive(List<Integer> bucket, Group group) {
        boolean unmatched = isStrictNull(bucket);
        boolean leftAlone = unmatched || group.right().isEmpty();
        boolean rightAlone = unmatched || group.left().isEmpty();
        if (!leftAlone && !rightAlone) {
            return true;
        }
        boolean givesLeft = !group.left().isEmpty() && !shared.type().dropsUnmatchedLeft();
        boolean givesRight = !group.right().isEmpty() && givesUnmatchedRight();
        return givesLeft || givesRight;
    }

    private boolean givesUnmatchedRight() {
        return switch (shared.type()) {
            case RIGHT, FULL, RIGHT_ANTI, RIGHT_MARK -> true;
            case INNER, LEFT, SEMI, ANTI, NULL_AWARE_ANTI, LEFT_MARK, RIGHT_SEMI -> false;
        };
    }

    private boolean isStrictNull(List<Integer> bucket) {
        for (int part = 0; part < bucket.size(); part++) {
            if (bucket.get(part) == NULLS
                    && !shared.plan().nullSafe().get(layout.parts().get(part).key())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Poll poll(Runnable waker) {
        Group group;
        synchronized (this) {
            Throwable broken = failure;
            if (broken != null) {
                throw Failures.sqlException(broken);
            }
            if (!planned && !stopped) {
                wakers.add(waker);
                return Idle.WAIT;
            }
            group = stopped ? null : groups.poll();
        }
        return group == null
                ? Idle.END
                : new Ready(
                        new MergeMorsel(
                                shared,
                                new BucketRows(left, group.left(), group.range(), shared),
                                new BucketRows(right, group.right(), group.range(), shared)));
    }

    @Override
    public synchronized void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        stop();
        Thread thread;
        synchronized (this) {
            thread = planning;
        }
        if (thread != null) {
            thread.interrupt();
            Threads.join(thread);
        }
    }
}
