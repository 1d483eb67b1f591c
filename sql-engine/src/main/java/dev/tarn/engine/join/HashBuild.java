package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.QueryMemory;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// The build side of a hash join. Thread-safe.
///
/// Drivers keep their rows and encoded keys; then the columns and the keys are put together, a
/// column a morsel; then the directory is filled, a range of rows a morsel; then probing begins.
final class HashBuild implements Sink {
    /// Rows of one morsel of the directory.
    private static final int RANGE_ROWS = 1 << 16;

    /// What a row takes in the table and in the arrays beside it.
    private static final long TABLE_BYTES_A_ROW = 40;

    /// Of rows that take so much, or such a share of the query's memory, it helps to write them.
    private static final long LARGE_BYTES = 1 << 20;

    private static final int LARGE_SHARE = 16;

    /// Rows of a block that are loaded at a time.
    private static final int SLICE_ROWS = 256;

    private final Plan.HashJoin plan;
    private final JoinColumns columns;
    private final @Nullable JoinSpill spill;
    private final KeyLayout layout;
    private final boolean integerKey;
    private final Reservation reservation;
    private final Reservation tableReservation;
    private final CollectedRows rows;
    private final QueryContext query;
    private final List<Local> locals = new ArrayList<>();
    private final List<Local> finished = new ArrayList<>();

    private final Map<List<Integer>, KeyFilter> filters = new HashMap<>();
    private final AtomicInteger filledRanges = new AtomicInteger();
    private final AtomicInteger addedRanges = new AtomicInteger();

    private @Nullable JoinTable table;
    private boolean @Nullable [] nullKeys;
    private boolean @Nullable [] matched;
    private volatile boolean hasNullKey;

    /// @param spill where rows go that do not fit in memory; null where they have to fit
    HashBuild(
            Plan.HashJoin plan,
            JoinColumns columns,
            @Nullable JoinSpill spill,
            QueryContext query) {
        this.plan = plan;
        this.columns = columns;
        this.spill = spill;
        this.query = query;
        this.layout = layout(plan);
        this.integerKey = isInteger(layout);
        this.reservation = query.memory().open("join build rows");
        this.tableReservation = query.memory().open("join hash table");
        this.rows = new CollectedRows(columns.rightFields(), reservation);
    }

    private static KeyLayout layout(Plan.HashJoin plan) {
        List<DataType> types =
                plan.rightKeys().stream()
                        .map(key -> plan.right().output().get(key).type())
                        .toList();
        return KeyLayout.of(types, plan.nullSafe().contains(true));
    }

    private static boolean isInteger(KeyLayout layout) {
        return layout.kind() == KeyLayout.Kind.SINGLE
                && switch (layout.types().getFirst().physical()) {
                    case INT, LONG -> true;
                    case BOOLEAN, FLOAT, DOUBLE, INT128, BYTES, LIST, MAP, STRUCT -> false;
                };
    }

    /// An encoder for the keys of either side.
    KeyEncoder newEncoder() {
        boolean[] rejectsNull = new boolean[plan.nullSafe().size()];
        for (int key = 0; key < rejectsNull.length; key++) {
            rejectsNull[key] = !plan.nullSafe().get(key);
        }
        return new KeyEncoder(layout, rejectsNull, true);
    }

    @Override
    public synchronized Sink.Local open() {
        Local local = new Local(query.memory().open("join build"));
        locals.add(local);
        return local;
    }

    /// One driver's build rows.
    private final class Local implements Sink.Local {
        private final Reservation held;
        private RowStore store = new RowStore(columns.right().size());
        private KeyStore stored = new KeyStore(layout);
        private @Nullable PartitionWriter writer;
        private final KeyEncoder encoder = newEncoder();
        private final KeyBatch batchKeys = new KeyBatch();
        private boolean[] isNull = new boolean[16];
        private long least = Long.MAX_VALUE;
        private long most = Long.MIN_VALUE;

        Local(Reservation held) {
            this.held = held;
        }

        @Override
        public void accept(Batch batch) {
            encode(batch);
            JoinSpill disk = spill;
            if (disk == null) {
                held.resize(bytesWith(batch));
                keep(batch);
                return;
            }
            if (!disk.isActive() && !hasRoom(batch)) {
                disk.begin();
            }
            if (disk.isActive()) {
                spillKept(disk);
                writer(disk).add(disk.buildColumns().narrowed(batch), batchKeys.hashes);
            } else {
                keep(batch);
            }
        }

        /// Keeps the rows of `batch` for which there is room, and for their table; gives the rest,
        /// null where there is none. Where `must` is set, that is not all of them.
        @Nullable Batch tryAccept(Batch batch, boolean must) {
            int count = batch.selectedCount();
            for (int from = 0; from < count; from += SLICE_ROWS) {
                Batch slice = slice(batch, from, Math.min(count, from + SLICE_ROWS));
                encode(slice);
                if (!held.tryGrow(bytesWith(slice))) {
                    if (!must || from > 0) {
                        return slice(batch, from, count);
                    }
                    held.resize(bytesWith(slice));
                }
                keep(slice);
            }
            return null;
        }

        private static Batch slice(Batch batch, int from, int to) {
            int[] selection = batch.selection();
            int[] rows = new int[to - from];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = selection == null ? from + i : selection[from + i];
            }
            return new Batch(batch.columns(), batch.rowCount(), rows, rows.length);
        }

        private void encode(Batch batch) {
            int count = batch.selectedCount();
            encoder.encode(KeyEncoder.cells(batch, plan.rightKeys()), count, batchKeys);
            findNullKey(batch);
        }

        private boolean hasRoom(Batch batch) {
            QueryMemory memory = query.memory();
            boolean large =
                    held.heldBytes() > Math.min(LARGE_BYTES, memory.limitBytes() / LARGE_SHARE);
            return !(large && memory.isShort()) && held.tryGrow(bytesWith(batch));
        }

        /// What the rows will take once they are put together and have a table.
        private long bytesWith(Batch batch) {
            long rowCount = (long) store.rowCount() + batch.selectedCount();
            long batchBytes = 64;
            for (int column : columns.right()) {
                batchBytes += batch.column(column).sizeBytes() + 64;
            }
            batchBytes = batchBytes * batch.selectedCount() / batch.rowCount();
            return 2 * (store.sizeBytes() + batchBytes)
                    + 2 * stored.sizeBytesWith(batchKeys)
                    + batchKeys.sizeBytes()
                    + TABLE_BYTES_A_ROW * rowCount;
        }

        private long bytes() {
            return store.sizeBytes() + stored.sizeBytes() + isNull.length;
        }

        private void keep(Batch batch) {
            int before = stored.count;
            store.add(kept(batch));
            stored.appendAll(batchKeys);
            if (isNull.length < stored.count) {
                isNull = Arrays.copyOf(isNull, stored.hashes.length);
            }
            System.arraycopy(batchKeys.isNull, 0, isNull, before, batchKeys.count);
            if (integerKey) {
                findRange(batchKeys.count);
            }
        }

        private PartitionWriter writer(JoinSpill disk) {
            PartitionWriter open = writer;
            if (open == null) {
                open = disk.newBuildWriter();
                writer = open;
            }
            return open;
        }

        /// Writes what was kept in memory.
        private void spillKept(JoinSpill disk) {
            if (store.rowCount() > 0) {
                new KeptBuildRows(plan.rightKeys(), columns.right(), disk.buildColumns())
                        .write(store, stored, isNull, writer(disk), query);
            }
            store = new RowStore(columns.right().size());
            stored = new KeyStore(layout);
            held.resize(0);
        }

        private void findRange(int count) {
            long low = least;
            long high = most;
            for (int row = 0; row < count; row++) {
                if (!batchKeys.hasNulls || !batchKeys.isNull[row]) {
                    low = Math.min(low, batchKeys.words[row]);
                    high = Math.max(high, batchKeys.words[row]);
                }
            }
            least = low;
            most = high;
        }

        private Batch kept(Batch batch) {
            List<Vector> vectors = columns.right().stream().map(batch::column).toList();
            return new Batch(vectors, batch.rowCount(), batch.selection(), batch.selectedCount());
        }

        private void findNullKey(Batch batch) {
            if (plan.type() != JoinType.NULL_AWARE_ANTI || hasNullKey) {
                return;
            }
            Vector key = batch.column(plan.rightKeys().getFirst());
            int[] selection = batch.selection();
            if (key.mayHaveNulls()) {
                for (int i = 0; i < batch.selectedCount(); i++) {
                    if (key.isNull(selection == null ? i : selection[i])) {
                        hasNullKey = true;
                        return;
                    }
                }
            }
        }

        @Override
        public void finish() {
            JoinSpill disk = spill;
            if (disk != null && disk.isActive()) {
                endSpill(disk);
            }
            synchronized (HashBuild.this) {
                finished.add(this);
            }
        }

        private void endSpill(JoinSpill disk) {
            spillKept(disk);
            PartitionWriter open = writer;
            if (open != null) {
                disk.addBuild(open.finish());
                writer = null;
            }
        }
    }

    /// Once all rows have come: drivers that had ended when another began to spill follow it.
    @Override
    public synchronized void finish() {
        JoinSpill disk = spill;
        for (Local local : finished) {
            if (disk != null && disk.isActive()) {
                local.endSpill(disk);
            }
            local.held.resize(local.bytes());
            rows.add(local.store);
        }
    }

    /// Loads `first` and what follows as far as there is room, but at least `first`, and makes the
    /// table; gives the batch for which there was none, null at the end. For who has all of it to
    /// itself.
    @Nullable Batch load(
            @Nullable Batch first, Supplier<@Nullable Batch> following, StoredColumns stored) {
        Local local = new Local(query.memory().open("join block"));
        locals.add(local);
        Batch batch = first;
        while (batch != null) {
            Batch rest = local.tryAccept(stored.widened(batch), batch == first);
            if (rest != null) {
                batch = stored.narrowed(rest);
                break;
            }
            batch = following.get();
        }
        local.finish();
        finish();
        for (int piece = 0; piece < assemblyCount(); piece++) {
            assemble(piece);
        }
        for (int range = 0; range < rangeCount(); range++) {
            fill(range);
        }
        return batch;
    }

    /// Pieces of work until rows and keys are in one place: the keys, and each column.
    int assemblyCount() {
        return 1 + rows.columnCount();
    }

    void assemble(int piece) {
        if (piece == 0) {
            assembleKeys();
        } else if (rows.build(piece - 1)) {
            for (Local local : finished) {
                local.held.resize(local.stored.sizeBytes() + local.isNull.length);
            }
            rows.settle();
        }
    }

    private void assembleKeys() {
        int count = rows.rowCount();
        long least = Long.MAX_VALUE;
        long most = Long.MIN_VALUE;
        long keyBytes = 2L * count;
        for (Local local : finished) {
            keyBytes += finished.size() == 1 ? 0 : local.stored.sizeBytes();
            least = Math.min(least, local.least);
            most = Math.max(most, local.most);
        }
        boolean direct = integerKey && least <= most && DirectTable.suits(least, most, count);
        tableReservation.resize(
                keyBytes
                        + (direct
                                ? DirectTable.sizeBytes(least, most, count)
                                : HashedTable.sizeBytes(count)));
        KeyStore all = finished.size() == 1 ? finished.getFirst().stored : new KeyStore(layout);
        boolean[] allNull = new boolean[count];
        int at = 0;
        for (Local local : finished) {
            System.arraycopy(local.isNull, 0, allNull, at, local.stored.count);
            at += local.stored.count;
            if (all != local.stored) {
                all.appendAll(local.stored);
            }
        }
        table = direct ? new DirectTable(all.words, count, least, most) : new HashedTable(all);
        nullKeys = allNull;
        matched = new boolean[count];
        for (KeyFilter filter : filters.values()) {
            filter.begin(all, allNull);
        }
    }

    int rangeCount() {
        return Math.max(1, (rows.rowCount() + RANGE_ROWS - 1) / RANGE_ROWS);
    }

    /// Adds a range of rows to the directory. Rows whose key equals nothing are left out.
    void fill(int range) {
        query.checkRunning();
        JoinTable filled = table();
        boolean[] skipped = Objects.requireNonNull(nullKeys);
        int to = Math.min(rows.rowCount(), (range + 1) * RANGE_ROWS);
        for (int row = range * RANGE_ROWS; row < to; row++) {
            if (!skipped[row]) {
                filled.add(row);
            }
        }
        if (isOnDisk()) {
            return;
        }
        filters.values().forEach(filter -> filter.measure(range * RANGE_ROWS, to));
        if (filledRanges.incrementAndGet() == rangeCount()) {
            for (KeyFilter filter : filters.values()) {
                tableReservation.resize(tableReservation.heldBytes() + filter.choose());
            }
        }
    }

    /// Whether something can be known of the keys that `target` gives.
    boolean supports(FilterTarget target) {
        return target.keys().size() > 1 || KeyRows.supports(layout, target.keys().getFirst());
    }

    /// What this will say to `target`, once all ranges are added.
    JoinFilter filter(FilterTarget target) {
        int key = target.keys().size() > 1 ? -1 : target.keys().getFirst();
        KeyFilter filter = filters.computeIfAbsent(target.keys(), _ -> new KeyFilter(key));
        filter.filterRows(target.filtersRows());
        List<String> names = new ArrayList<>();
        for (int ordinal : target.ordinals()) {
            names.add(target.scan().projection().columns().get(ordinal).name());
        }
        return new JoinFilter(filter, names, target.ordinals(), target.filtersRows());
    }

    /// Adds a range of rows to what is known of their keys.
    void addToFilters(int range) {
        query.checkRunning();
        if (isOnDisk()) {
            return;
        }
        int from = range * RANGE_ROWS;
        int to = Math.min(rows.rowCount(), from + RANGE_ROWS);
        filters.values().forEach(filter -> filter.add(from, to));
        if (addedRanges.incrementAndGet() == rangeCount()) {
            filters.values().forEach(KeyFilter::complete);
        }
    }

    JoinTable table() {
        return Objects.requireNonNull(table);
    }

    int rowCount() {
        return rows.rowCount();
    }

    /// Whether there is no build row, in memory or on disk.
    boolean isEmpty() {
        return rows.rowCount() == 0 && !isOnDisk();
    }

    private boolean isOnDisk() {
        return spill != null && spill.isActive();
    }

    /// The columns of the build rows `taken[0..count)`.
    List<Vector> take(int[] taken, int count) {
        return columns.right(rows.take(taken, count), count);
    }

    JoinColumns columns() {
        return columns;
    }

    /// Which build rows have found a partner; probing drivers set it, without order among them.
    boolean[] matched() {
        return Objects.requireNonNull(matched);
    }

    /// Whether some build row has a null key.
    boolean hasNullKey() {
        return hasNullKey;
    }

    @Override
    public synchronized void close() {
        for (Local local : locals) {
            local.held.close();
        }
        locals.clear();
        finished.clear();
        table = null;
        reservation.close();
        tableReservation.close();
    }
}
