package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.KeyChanges;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.RunningWindows;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.engine.physical.WindowCall;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Window functions that look back only, computed as rows go by that come in one stream, partition
/// by partition and in order: batch by batch or, where a function's frames end with the peers of
/// the row, in groups of peers that are complete. Rows keep their order.
///
/// Holds a batch and a group of peers, never a partition; neither can be spilled. Owned by one
/// driver.
///
/// As in Cao et al., "Optimization of analytic window functions" (VLDB 2012), and what DuckDB calls
/// streaming windows.
final class RunningWindow implements Operator {
    /// What computing one call after another takes for a row, and each result of theirs.
    private static final long ROW_BYTES = 40;

    private static final long RESULT_BYTES = 16;

    private final Plan.Window plan;
    private final int batchRowCount;
    private final Reservation reservation;
    private final List<RunningCall> calls = new ArrayList<>();
    private final KeyChanges partitions;
    private final KeyChanges peers;

    /// Whether rows wait for the last of their peers.
    private final boolean waits;

    /// Rows of one group of peers, of which more may come.
    private RowStore waiting;

    /// Whether a partition begins with the first of them.
    private boolean beginsPartition;

    private int[] starts = new int[0];

    /// Rows with their results, of which those before `next` are given.
    private @Nullable Batch computed;

    private int next;

    RunningWindow(Plan.Window plan, QueryContext query) {
        this.plan = plan;
        this.batchRowCount = query.config().batchRowCount();
        this.reservation = query.memory().open("running window");
        List<Field> input = plan.input().output();
        this.waiting = new RowStore(input.size());
        boolean needsPeers = false;
        for (int call = 0; call < plan.calls().size(); call++) {
            WindowCall asked = plan.calls().get(call);
            calls.add(RunningCall.of(asked, plan.output().get(input.size() + call).type(), plan));
            needsPeers |= RunningWindows.needsPeers(asked);
        }
        this.waits = needsPeers;
        List<Integer> keys =
                Stream.concat(
                                plan.partitionKeys().stream(),
                                plan.order().stream().map(SortKey::ordinal))
                        .distinct()
                        .toList();
        this.partitions = new KeyChanges(plan.partitionKeys(), input);
        this.peers = new KeyChanges(keys, input);
    }

    @Override
    public void accept(Batch given) {
        Batch batch = given.compact();
        reservation.resize(
                heldBytes()
                        + batch.sizeBytes()
                        + partitions.sizeBytesWith(batch)
                        + peers.sizeBytesWith(batch));
        if (starts.length < batch.rowCount()) {
            starts = new int[batch.rowCount()];
        }
        int[] partitionStarts = changes(partitions, batch);
        int[] peerStarts = changes(peers, batch);
        if (!waits) {
            compute(new RunningRows(batch, partitionStarts, peerStarts));
        } else if (peerStarts.length > 0) {
            addPeers(batch, partitionStarts, peerStarts);
        } else {
            waiting.add(batch);
        }
        reservation.resize(heldBytes());
    }

    private int[] changes(KeyChanges in, Batch batch) {
        int count = in.find(batch, starts);
        return Arrays.copyOf(starts, count);
    }

    /// Computes the groups of peers that end in `batch`, and has the rows of the last one wait.
    private void addPeers(Batch batch, int[] partitionStarts, int[] peerStarts) {
        int last = peerStarts[peerStarts.length - 1];
        int partition = Arrays.binarySearch(partitionStarts, last);
        int ended = partition < 0 ? -partition - 1 : partition;
        int before = waiting.rowCount();
        if (last > 0) {
            waiting.add(part(batch, 0, last));
        }
        computeWaiting(
                before,
                Arrays.copyOf(partitionStarts, ended),
                Arrays.copyOf(peerStarts, peerStarts.length - 1));
        waiting.add(part(batch, last, batch.rowCount()));
        beginsPartition = partition >= 0;
    }

    /// Computes the rows that wait, of which the first `before` are one group of peers; those
    /// behind have partitions and peers as said, counted from there.
    private void computeWaiting(int before, int[] partitionStarts, int[] peerStarts) {
        if (waiting.rowCount() == 0) {
            return;
        }
        List<Vector> columns = new ArrayList<>();
        reservation.resize(heldBytes() + waiting.sizeBytes());
        for (int column = 0; column < waiting.columnCount(); column++) {
            columns.add(
                    Concatenation.of(
                            plan.input().output().get(column).type(), waiting.pieces(column)));
        }
        Batch rows = new Batch(columns, waiting.rowCount());
        waiting = new RowStore(columns.size());
        compute(
                new RunningRows(
                        rows,
                        moved(partitionStarts, before, before > 0 && beginsPartition),
                        moved(peerStarts, before, before > 0)));
    }

    /// `places` counted from `by` rows earlier, the first of which is a place too if said.
    private static int[] moved(int[] places, int by, boolean withFirst) {
        int first = withFirst ? 1 : 0;
        int[] moved = new int[first + places.length];
        for (int i = 0; i < places.length; i++) {
            moved[first + i] = by + places[i];
        }
        return moved;
    }

    private void compute(RunningRows rows) {
        long workBytes = (ROW_BYTES + RESULT_BYTES * calls.size()) * rows.rowCount();
        reservation.resize(heldBytes() + rows.batch().sizeBytes() + workBytes);
        List<Vector> columns = new ArrayList<>(rows.batch().columns());
        for (RunningCall call : calls) {
            columns.add(call.next(rows));
        }
        computed = new Batch(columns, rows.rowCount());
        next = 0;
    }

    /// The rows `from..to` of `batch`, which has no selection.
    private static Batch part(Batch batch, int from, int to) {
        int[] rows = new int[to - from];
        Arrays.setAll(rows, row -> from + row);
        return new Batch(batch.columns(), batch.rowCount(), rows, rows.length);
    }

    @Override
    public @Nullable Batch next() {
        Batch given = computed;
        if (given == null) {
            return null;
        }
        int from = next;
        next = Math.min(given.rowCount(), from + batchRowCount);
        Batch batch = next - from == given.rowCount() ? given : part(given, from, next).compact();
        if (next == given.rowCount()) {
            computed = null;
            reservation.resize(heldBytes());
        }
        return batch;
    }

    @Override
    public void finish() {
        computeWaiting(waiting.rowCount(), new int[0], new int[0]);
        reservation.resize(heldBytes());
    }

    private long heldBytes() {
        long bytes = waiting.sizeBytes() + (computed == null ? 0 : computed.sizeBytes());
        for (RunningCall call : calls) {
            bytes += call.sizeBytes();
        }
        return bytes + partitions.sizeBytes() + peers.sizeBytes() + 4L * starts.length;
    }

    @Override
    public void close() {
        reservation.close();
    }
}
