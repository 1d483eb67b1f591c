package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Supplier;

/// As many build rows from disk as there is room for, as a table. Owned by one thread.
final class BuildBlock implements AutoCloseable {
    /// Rows that are loaded at a time.
    private static final int SLICE_ROWS = 256;

    private final List<Integer> rightKeys;
    private final Reservation held;
    private final KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private final KeptRows kept;
    private final BuildTable table;

    BuildBlock(
            JoinKeys joinKeys, List<Integer> rightKeys, JoinColumns columns, QueryContext query) {
        this.rightKeys = rightKeys;
        this.held = query.memory().open("join block");
        this.encoder = joinKeys.newEncoder();
        this.kept = new KeptRows(joinKeys, columns.right());
        this.table = new BuildTable(joinKeys, columns, query);
    }

    /// Loads `first` and what follows as far as there is room, but some of `first` in any case, and
    /// makes the table; gives the batch for which there was none, null at the end.
    @Nullable Batch load(
            @Nullable Batch first, Supplier<@Nullable Batch> following, StoredColumns stored) {
        Batch batch = first;
        while (batch != null) {
            Batch rest = keep(stored.widened(batch), batch == first);
            if (rest != null) {
                batch = stored.narrowed(rest);
                break;
            }
            batch = following.get();
        }
        table.begin(List.of(kept), List.of(held));
        for (int piece = 0; piece < table.assemblyCount(); piece++) {
            table.assemble(piece);
        }
        for (int range = 0; range < table.rangeCount(); range++) {
            table.fill(range);
        }
        return batch;
    }

    /// Keeps the rows of `batch` for which there is room, and for their table; gives the rest, null
    /// where there is none. Where `must` is set, that is not all of them.
    private @Nullable Batch keep(Batch batch, boolean must) {
        int count = batch.selectedCount();
        for (int from = 0; from < count; from += SLICE_ROWS) {
            Batch slice = slice(batch, from, Math.min(count, from + SLICE_ROWS));
            encoder.encode(KeyEncoder.cells(slice, rightKeys), slice.selectedCount(), keys);
            long bytes = kept.builtBytesWith(slice, keys) + keys.sizeBytes();
            if (!held.tryGrow(bytes)) {
                if (!must || from > 0) {
                    return slice(batch, from, count);
                }
                held.resize(bytes);
            }
            kept.add(slice, keys);
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

    /// The rows that were loaded.
    BuildTable table() {
        return table;
    }

    @Override
    public void close() {
        held.close();
        table.close();
    }
}
