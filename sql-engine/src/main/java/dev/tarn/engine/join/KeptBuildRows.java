package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.exec.QueryContext;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Writes build rows that were kept in memory as if they came now. Keys that nobody reads are not
/// among the columns that were kept; they are made again of what they were encoded as. Immutable.
final class KeptBuildRows {
    private final List<Integer> keys;
    private final List<Integer> kept;
    private final StoredColumns written;

    /// @param keys the right columns that are keys
    /// @param kept the right columns that were kept
    KeptBuildRows(List<Integer> keys, List<Integer> kept, StoredColumns written) {
        this.keys = keys;
        this.kept = kept;
        this.written = written;
    }

    /// Writes all of `rows`, which are of `partition`.
    void write(KeptRows rows, int partition, PartitionWriter writer, QueryContext query) {
        rows.forEachPiece((columns, from, count) -> {
            query.checkRunning();
            Batch present = batch(rows, columns, from, count, false);
            if (present.selectedCount() > 0) {
                writer.add(partition, present);
            }
            if (present.selectedCount() < count) {
                writer.add(partition, batch(rows, columns, from, count, true));
            }
        });
    }

    /// Those rows of a piece whose key equals nothing, or the others.
    private Batch batch(
            KeptRows rows, List<Vector> columns, int from, int count, boolean nullKeys) {
        int[] selection = new int[count];
        int selected = 0;
        for (int row = 0; row < count; row++) {
            if (rows.isNull()[from + row] == nullKeys) {
                selection[selected++] = row;
            }
        }
        List<FlatVector> decoded =
                nullKeys || selected == 0 ? null : decoded(rows.keys(), from, count);
        return new Batch(columns(columns, decoded, count), count, selection, selected);
    }

    private static List<FlatVector> decoded(KeyStore encoded, int from, int count) {
        int[] numbers = new int[count];
        for (int row = 0; row < count; row++) {
            numbers[row] = from + row;
        }
        return encoded.decode(numbers, 0, count);
    }

    /// The written columns of one piece; keys that were not kept are `decoded`, or nulls.
    private List<Vector> columns(
            List<Vector> piece, @Nullable List<FlatVector> decoded, int count) {
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < written.ordinals().size(); i++) {
            int ordinal = written.ordinals().get(i);
            int at = kept.indexOf(ordinal);
            if (at >= 0) {
                columns.add(piece.get(at));
            } else if (decoded != null) {
                columns.add(decoded.get(keys.indexOf(ordinal)));
            } else {
                columns.add(Vectors.nulls(written.types().get(i), count));
            }
        }
        return columns;
    }
}
