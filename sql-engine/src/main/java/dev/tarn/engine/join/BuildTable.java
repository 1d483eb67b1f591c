package dev.tarn.engine.join;

import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.CollectedRows;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// The build rows that are in memory, in one place: their columns, their keys, and the directory to
/// find them by. First the columns and the keys are put together, a column a piece; then the
/// directory is filled, a range of rows a piece; then it is read. Pieces may be worked on by
/// several threads at once, and so may readers.
final class BuildTable implements AutoCloseable {
    /// Rows of one range of the directory.
    private static final int RANGE_ROWS = 1 << 16;

    private final JoinKeys joinKeys;
    private final JoinColumns columns;
    private final QueryContext query;
    private final Reservation rowReservation;
    private final Reservation tableReservation;
    private final CollectedRows rows;
    private final AtomicInteger assembledPieces = new AtomicInteger();

    /// What is put together; none afterwards.
    private List<KeptRows> parts = List.of();

    private boolean direct;
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;
    private @Nullable KeyStore keys;
    private boolean @Nullable [] nullKeys;
    private boolean @Nullable [] matched;
    private @Nullable JoinTable directory;

    BuildTable(JoinKeys joinKeys, JoinColumns columns, QueryContext query) {
        this.joinKeys = joinKeys;
        this.columns = columns;
        this.query = query;
        this.rowReservation = query.memory().open("join build rows");
        this.tableReservation = query.memory().open("join hash table");
        this.rows = new CollectedRows(columns.rightFields(), rowReservation);
    }

    /// Takes the rows, and what `held` have reserved for them; reserves all that it takes to put
    /// them together.
    void begin(List<KeptRows> kept, List<Reservation> held) {
        parts = kept;
        long keyBytes = 0;
        long partBytes = 0;
        for (KeptRows part : kept) {
            rows.add(part.rows());
            partBytes += part.sizeBytes();
            keyBytes += part.keys().sizeBytes();
            least = Math.min(least, part.least());
            most = Math.max(most, part.most());
        }
        held.forEach(one -> tableReservation.takeOver(one, Long.MAX_VALUE));
        rowReservation.takeOver(tableReservation, rows.buildBytes());
        rowReservation.resize(rows.buildBytes());
        int count = rows.rowCount();
        long bytes = partBytes + (kept.size() == 1 ? 0 : keyBytes) + 2L * count;
        direct =
                joinKeys.isInteger()
                        && least <= most
                        && DirectTable.suits(least, most, count)
                        && tableReservation.tryGrowIfSpare(
                                bytes + DirectTable.sizeBytes(least, most, count));
        if (!direct) {
            tableReservation.resize(bytes + HashedTable.sizeBytes(count));
        }
    }

    /// Pieces of work until rows and keys are in one place: the keys, and each column.
    int assemblyCount() {
        return 1 + rows.columnCount();
    }

    void assemble(int piece) {
        if (piece == 0) {
            assembleKeys();
        } else {
            rows.build(piece - 1);
        }
        if (assembledPieces.incrementAndGet() == assemblyCount()) {
            settle();
        }
    }

    private void assembleKeys() {
        int count = rows.rowCount();
        KeyStore all =
                parts.size() == 1
                        ? parts.getFirst().keys()
                        : new KeyStore(joinKeys.layout(), count);
        boolean[] allNull = new boolean[count];
        int at = 0;
        for (KeptRows part : parts) {
            System.arraycopy(part.isNull(), 0, allNull, at, part.rowCount());
            at += part.rowCount();
            if (parts.size() > 1) {
                all.appendAll(part.keys());
            }
        }
        keys = all;
        nullKeys = allNull;
        matched = new boolean[count];
        directory = direct ? new DirectTable(all.words, count, least, most) : new HashedTable(all);
    }

    /// Gives back what was reserved for what is in its place now.
    private void settle() {
        int count = rows.rowCount();
        parts = List.of();
        rows.settle();
        tableReservation.resize(
                keys().sizeBytes()
                        + 2L * count
                        + (direct
                                ? DirectTable.sizeBytes(least, most, count)
                                : HashedTable.sizeBytes(count)));
    }

    int rangeCount() {
        return Math.max(1, (rows.rowCount() + RANGE_ROWS - 1) / RANGE_ROWS);
    }

    /// The first row of a range.
    int from(int range) {
        return range * RANGE_ROWS;
    }

    /// The row behind the last one of a range.
    int to(int range) {
        return Math.min(rows.rowCount(), from(range) + RANGE_ROWS);
    }

    /// Adds a range of rows to the directory. Rows whose key equals nothing are left out.
    void fill(int range) {
        query.checkRunning();
        JoinTable filled = directory();
        boolean[] skipped = nullKeys();
        int to = to(range);
        for (int row = from(range); row < to; row++) {
            if (!skipped[row]) {
                filled.add(row);
            }
        }
    }

    JoinTable directory() {
        return Objects.requireNonNull(directory);
    }

    KeyStore keys() {
        return Objects.requireNonNull(keys);
    }

    /// Which rows have a key that equals nothing.
    boolean[] nullKeys() {
        return Objects.requireNonNull(nullKeys);
    }

    int rowCount() {
        return rows.rowCount();
    }

    JoinKeys joinKeys() {
        return joinKeys;
    }

    JoinColumns columns() {
        return columns;
    }

    /// The columns of the build rows `taken[0..count)`.
    List<Vector> take(int[] taken, int count) {
        return columns.right(rows.take(taken, count), count);
    }

    /// Which build rows have found a partner; probing drivers set it, without order among them.
    boolean[] matched() {
        return Objects.requireNonNull(matched);
    }

    @Override
    public void close() {
        rowReservation.close();
        tableReservation.close();
    }
}
