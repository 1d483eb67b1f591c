package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The columns of one side of a join that go to disk: those that somebody reads, and the keys.
/// Immutable.
final class StoredColumns {
    private final List<Integer> ordinals;
    private final List<DataType> types;
    private final int width;

    /// @param fields all columns of the side
    StoredColumns(List<Field> fields, Iterable<Integer> read, List<Integer> keys) {
        Set<Integer> all = new TreeSet<>(keys);
        read.forEach(all::add);
        this.ordinals = List.copyOf(all);
        this.types = ordinals.stream().map(at -> fields.get(at).type()).toList();
        this.width = fields.size();
    }

    /// Their places among all columns of the side, ascending.
    List<Integer> ordinals() {
        return ordinals;
    }

    List<DataType> types() {
        return types;
    }

    /// The rows of `batch`, which has all columns, with these alone.
    Batch narrowed(Batch batch) {
        List<Vector> columns = ordinals.stream().map(batch::column).toList();
        return new Batch(columns, batch.rowCount(), batch.selection(), batch.selectedCount());
    }

    /// The rows of `batch`, which has these columns, with all; others hold nulls.
    Batch widened(Batch batch) {
        Vector[] columns = new Vector[width];
        Arrays.fill(columns, Vectors.nulls(DataType.UNKNOWN, batch.rowCount()));
        for (int column = 0; column < ordinals.size(); column++) {
            columns[ordinals.get(column)] = batch.column(column);
        }
        return new Batch(
                Arrays.asList(columns), batch.rowCount(), batch.selection(), batch.selectedCount());
    }
}
