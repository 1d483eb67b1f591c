package dev.tarn.engine.window;

import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WindowFrame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Some whole partitions, one behind the other, each in order. A row is a place in that order.
///
/// Partition `p` is the rows `partitions()[p]..partitions()[p + 1]`; peers, rows of a partition
/// with equal order keys, are the rows `peers()[g]..peers()[g + 1]`. Owned by one driver.
final class Section {
    private final QueryContext query;
    private final Reservation reservation;
    private final List<FlatVector> columns;
    private final @Nullable FlatVector[] inOrder;
    private final Map<WindowFrame, Frames> frames = new HashMap<>();
    private final int rowCount;
    private final int[] order;
    private final boolean sorted;
    private final boolean descending;
    private final int[] partitions;
    private final int[] peers;
    private int[] peersOf = new int[0];

    /// The rows of `columns`, which are in order already if they are `sorted`.
    Section(
            Plan.Window plan,
            List<FlatVector> columns,
            boolean sorted,
            QueryContext query,
            Reservation reservation) {
        this.query = query;
        this.reservation = reservation;
        this.columns = columns;
        this.sorted = sorted;
        this.descending = !plan.order().isEmpty() && plan.order().getFirst().descending();
        this.inOrder = new @Nullable FlatVector[columns.size()];
        this.rowCount = columns.isEmpty() ? 0 : columns.getFirst().length();
        List<SortKey> keys = new ArrayList<>();
        for (int key : plan.partitionKeys()) {
            keys.add(new SortKey(key, false, false));
        }
        keys.addAll(plan.order());
        long keyBytes = SortOrder.sizeBytes(keys, rowCount);
        reserve(keyBytes + 32L * rowCount);
        SortOrder by = new SortOrder(keys, columns::get);
        order = new int[rowCount];
        if (sorted) {
            by.prepare(0, rowCount);
            Arrays.setAll(order, row -> row);
        } else {
            by.sort(order, 0, rowCount);
        }
        partitions = bounds(by, plan.partitionKeys().size(), null);
        peers = bounds(by, keys.size(), partitions);
        // The words of the keys are not needed any more, nor what sorting took besides them.
        reserve(-keyBytes - 20L * rowCount);
    }

    /// Where rows begin that differ in the first `keyCount` keys from those before, and the end.
    private int[] bounds(SortOrder by, int keyCount, int @Nullable [] within) {
        int[] starts = new int[rowCount + 1];
        int count = 0;
        int partition = 1;
        for (int row = 0; row < rowCount; row++) {
            boolean first = row == 0 || !by.isEqual(order[row - 1], order[row], keyCount);
            if (within != null && row == within[partition]) {
                first = true;
                partition++;
            }
            if (first) {
                starts[count++] = row;
            }
        }
        starts[count] = rowCount;
        return Arrays.copyOf(starts, count + 1);
    }

    int rowCount() {
        return rowCount;
    }

    QueryContext query() {
        return query;
    }

    /// Where each partition starts, and where the last one ends.
    int[] partitions() {
        return partitions;
    }

    int partitionCount() {
        return partitions.length - 1;
    }

    /// Where each group of peers starts, and where the last one ends.
    int[] peers() {
        return peers;
    }

    /// The group of peers of each row.
    int[] peersOf() {
        if (peersOf.length < rowCount) {
            reserve(4L * rowCount);
            peersOf = new int[rowCount];
            for (int group = 0; group + 1 < peers.length; group++) {
                Arrays.fill(peersOf, peers[group], peers[group + 1], group);
            }
        }
        return peersOf;
    }

    /// Input column `ordinal`, its values in order.
    FlatVector column(int ordinal) {
        FlatVector known = inOrder[ordinal];
        if (known == null) {
            FlatVector given = columns.get(ordinal);
            reserve(sorted ? 0 : given.sizeBytes());
            known = sorted ? given : given.take(order, rowCount);
            inOrder[ordinal] = known;
        }
        return known;
    }

    /// The input's columns at the rows `from..from + count`.
    List<Vector> given(int from, int count) {
        int[] rows = Arrays.copyOfRange(order, from, from + count);
        List<Vector> taken = new ArrayList<>(columns.size());
        for (FlatVector column : columns) {
            taken.add(column.take(rows, count));
        }
        return taken;
    }

    /// Whether the first order key descends.
    boolean isDescending() {
        return descending;
    }

    /// The rows of each row's frame; found once for each frame.
    Frames frames(WindowFrame frame) {
        Frames known = frames.get(frame);
        if (known == null) {
            known = FrameRows.of(this, frame);
            frames.put(frame, known);
        }
        return known;
    }

    /// Holds so many bytes more; fewer where negative.
    void reserve(long bytes) {
        reservation.resize(reservation.heldBytes() + bytes);
    }
}
