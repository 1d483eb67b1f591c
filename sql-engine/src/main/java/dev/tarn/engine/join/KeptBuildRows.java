package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.columns.KeyStore;
import dev.tarn.engine.columns.RowStore;
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

    KeptBuildRows(List<Integer> keys, List<Integer> kept, StoredColumns written) {
        this.keys = keys;
        this.kept = kept;
        this.written = written;
    }

    /// Writes all rows: their `kept` columns are in `rows`, their keys in `encoded`; `isNull` marks
    /// those whose key equals nothing, whatever it is.
    void write(
            RowStore rows,
            KeyStore encoded,
            boolean[] isNull,
            PartitionWriter writer,
            QueryContext query) {
        int step = query.config().batchRowCount();
        int batches = kept.isEmpty() ? 0 : rows.pieces(0).size();
        int at = 0;
        for (int piece = 0; piece < batches; piece++) {
            query.checkRunning();
            int count = rows.pieces(0).get(piece).length();
            write(rows, piece, encoded, isNull, at, count, writer);
            at += count;
        }
        for (; at < rows.rowCount(); at += step) {
            query.checkRunning();
            int count = Math.min(step, rows.rowCount() - at);
            write(rows, -1, encoded, isNull, at, count, writer);
        }
    }

    private void write(
            RowStore rows,
            int piece,
            KeyStore encoded,
            boolean[] isNull,
            int from,
            int count,
            PartitionWriter writer) {
        int[] present = new int[count];
        int[] absent = new int[count];
        long[] hashes = new long[count];
        int presentCount = 0;
        int absentCount = 0;
        for (int i = 0; i < count; i++) {
            if (isNull[from + i]) {
                absent[absentCount++] = i;
            } else {
                hashes[presentCount] = encoded.hashes[from + i];
                present[presentCount++] = i;
            }
        }
        if (presentCount > 0) {
            List<FlatVector> decoded = decoded(encoded, from, count);
            writer.add(
                    new Batch(columns(rows, piece, decoded, count), count, present, presentCount),
                    hashes);
        }
        if (absentCount > 0) {
            writer.add(
                    new Batch(columns(rows, piece, null, count), count, absent, absentCount),
                    new long[absentCount]);
        }
    }

    private static List<FlatVector> decoded(KeyStore encoded, int from, int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = from + i;
        }
        return encoded.decode(numbers, 0, count);
    }

    /// The written columns of one piece; keys that were not kept are `decoded`, or nulls.
    private List<Vector> columns(
            RowStore rows, int piece, @Nullable List<FlatVector> decoded, int count) {
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < written.ordinals().size(); i++) {
            int ordinal = written.ordinals().get(i);
            int at = kept.indexOf(ordinal);
            if (at >= 0) {
                columns.add(rows.pieces(at).get(piece));
            } else if (decoded != null) {
                columns.add(decoded.get(keys.indexOf(ordinal)));
            } else {
                columns.add(Vectors.nulls(written.types().get(i), count));
            }
        }
        return columns;
    }
}
