package dev.tarn.engine.columns;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Where rows that come in order begin to differ in some columns from the row before, batch after
/// batch. What groups is equal: nulls are, all NaN are, and both zeros. Owned by one driver.
public final class KeyChanges {
    private final List<Integer> columns;
    private final @Nullable KeyLayout layout;
    private final @Nullable KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private boolean begun;

    /// The key of the last row, but for a null that has none.
    private @Nullable KeyStore last;

    private boolean lastIsNull;

    /// Changes in `columns` of rows of `fields`; without columns all rows are equal.
    public KeyChanges(List<Integer> columns, List<Field> fields) {
        this.columns = List.copyOf(columns);
        List<DataType> types = columns.stream().map(at -> fields.get(at).type()).toList();
        KeyLayout made = types.isEmpty() ? null : KeyLayout.of(types, false);
        this.layout = made;
        this.encoder = made == null ? null : new KeyEncoder(made);
    }

    /// Writes to `starts` which of the selected rows of `batch`, counted from 0, differ from the
    /// row before, ascending, and returns how many. The first row of all does.
    public int find(Batch batch, int[] starts) {
        int count = batch.selectedCount();
        if (layout == null || encoder == null) {
            int found = begun ? 0 : Math.min(1, count);
            Arrays.fill(starts, 0, found, 0);
            begun |= count > 0;
            return found;
        }
        if (count == 0) {
            return 0;
        }
        encoder.encode(KeyEncoder.cells(batch, columns), count, keys, false);
        int found = 0;
        if (last == null || lastIsNull != keys.isNull[0] || !last.matches(0, keys, 0)) {
            starts[found++] = 0;
        }
        for (int row = 1; row < count; row++) {
            starts[found] = row;
            found += keys.isSame(row, row - 1, layout) ? 0 : 1;
        }
        last = new KeyStore(layout, 1);
        last.append(keys, count - 1);
        lastIsNull = keys.isNull[count - 1];
        return found;
    }

    /// The keys of the rows that were looked through last, good until the next ones are; none
    /// without columns.
    public KeyBatch keys() {
        return keys;
    }

    /// Heap that this holds.
    public long sizeBytes() {
        return keys.sizeBytes() + (last == null ? 0 : last.sizeBytes());
    }

    /// Heap that this may hold at most, about, once `batch` is looked through.
    public long sizeBytesWith(Batch batch) {
        long bytes = 0;
        if (layout != null) {
            bytes = (13L + 8L * layout.wordCount()) * batch.selectedCount();
            for (int column :
                    layout.kind() == KeyLayout.Kind.BYTES ? columns : List.<Integer>of()) {
                bytes += 2 * batch.column(column).sizeBytes() + 5L * batch.selectedCount();
            }
        }
        return Math.max(bytes, sizeBytes());
    }
}
