package dev.tarn.engine.columns;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns key columns into [KeyBatch]es of a layout. Owned by one driver.
///
/// A row is marked null when one of the keys that reject nulls is null, and also when it is NaN,
/// where `rejectsNan` asks for it: `=` never holds for either.
public final class KeyEncoder {
    private final KeyLayout layout;
    private final boolean[] rejectsNull;
    private final boolean rejectsNan;
    private int[] cursors = new int[0];

    /// An encoder for grouping: nulls and NaN are values (of a SINGLE layout, nulls are marked).
    public KeyEncoder(KeyLayout layout) {
        this(layout, rejectIfSingle(layout), false);
    }

    /// An encoder for comparing with `=` those keys that reject nulls.
    public KeyEncoder(KeyLayout layout, boolean[] rejectsNull, boolean rejectsNan) {
        this.layout = layout;
        this.rejectsNull = rejectsNull.clone();
        this.rejectsNan = rejectsNan;
    }

    private static boolean[] rejectIfSingle(KeyLayout layout) {
        boolean[] rejects = new boolean[layout.types().size()];
        rejects[0] = layout.kind() == KeyLayout.Kind.SINGLE;
        return rejects;
    }

    /// The cells of the columns `ordinals` that `batch` selects.
    public static List<Cells> cells(Batch batch, List<Integer> ordinals) {
        List<Cells> cells = new ArrayList<>(ordinals.size());
        for (int ordinal : ordinals) {
            cells.add(Cells.of(batch.column(ordinal), batch));
        }
        return cells;
    }

    /// Fills `out` with the keys of `rowCount` rows and their hashes.
    public void encode(List<Cells> keys, int rowCount, KeyBatch out) {
        encode(keys, rowCount, out, true);
    }

    /// As [#encode(List, int, KeyBatch)]; the hashes of a SINGLE layout only where `hashed` is set.
    public void encode(List<Cells> keys, int rowCount, KeyBatch out, boolean hashed) {
        out.reset(rowCount, layout.wordCount());
        switch (layout.kind()) {
            case SINGLE -> encodeSingle(keys.getFirst(), out, hashed);
            case WORDS -> encodeWords(keys, out);
            case BYTES -> encodeBytes(keys, out);
        }
    }

    private void encodeSingle(Cells key, KeyBatch out, boolean hashed) {
        markNulls(key, 0, out);
        WordWriter.write(key, out.words, 1, 0);
        if (rejectsNan) {
            markNan(key, out);
        }
        for (int row = 0; hashed && row < out.count; row++) {
            out.hashes[row] = Hashes.ofWord(out.words[row]);
        }
    }

    private void encodeWords(List<Cells> keys, KeyBatch out) {
        int width = layout.wordCount();
        int at = 1;
        for (int key = 0; key < keys.size(); key++) {
            Cells cells = keys.get(key);
            markNulls(cells, key, out);
            WordWriter.write(cells, out.words, width, at);
            writeNullBits(cells, key, out);
            if (rejectsNan && rejectsNull[key]) {
                markNan(cells, out);
            }
            at += KeyLayout.words(layout.types().get(key));
        }
        for (int row = 0; row < out.count; row++) {
            out.hashes[row] = Hashes.ofWords(out.words, row * width, width);
        }
    }

    private void writeNullBits(Cells cells, int key, KeyBatch out) {
        long[] validity = cells.values().validity();
        if (validity == null) {
            return;
        }
        int width = layout.wordCount();
        for (int row = 0; row < out.count; row++) {
            if (!Bitmaps.isSet(validity, cells.position(row))) {
                out.words[row * width] |= 1L << key;
            }
        }
    }

    private void markNulls(Cells cells, int key, KeyBatch out) {
        long[] validity = cells.values().validity();
        if (validity == null || !rejectsNull[key]) {
            return;
        }
        for (int row = 0; row < out.count; row++) {
            if (!Bitmaps.isSet(validity, cells.position(row))) {
                out.markNull(row);
            }
        }
    }

    private static void markNan(Cells cells, KeyBatch out) {
        switch (cells.values()) {
            case DoubleVector doubles -> {
                for (int row = 0; row < out.count; row++) {
                    if (Double.isNaN(doubles.values()[cells.position(row)])) {
                        out.markNull(row);
                    }
                }
            }
            case FloatVector floats -> {
                for (int row = 0; row < out.count; row++) {
                    if (Float.isNaN(floats.values()[cells.position(row)])) {
                        out.markNull(row);
                    }
                }
            }
            case BooleanVector _,
                    IntVector _,
                    LongVector _,
                    Int128Vector _,
                    BytesVector _,
                    ListVector _,
                    MapVector _,
                    StructVector _ -> {}
        }
    }

    private void encodeBytes(List<Cells> keys, KeyBatch out) {
        int rowCount = out.count;
        if (cursors.length < rowCount) {
            cursors = new int[rowCount];
        }
        int[] sizes = cursors;
        Arrays.fill(sizes, 0, rowCount, 0);
        for (int key = 0; key < keys.size(); key++) {
            markNulls(keys.get(key), key, out);
            if (rejectsNan && rejectsNull[key]) {
                markNan(keys.get(key), out);
            }
            ByteCodec.addSizes(keys.get(key), key == keys.size() - 1, sizes);
        }
        long total = 0;
        for (int row = 0; row < rowCount; row++) {
            out.offsets[row] = Math.toIntExact(total);
            total += sizes[row];
            sizes[row] = out.offsets[row];
        }
        out.offsets[rowCount] = Math.toIntExact(total);
        out.ensureBytes(out.offsets[rowCount]);
        for (int key = 0; key < keys.size(); key++) {
            ByteCodec.write(keys.get(key), key == keys.size() - 1, out.bytes, cursors);
        }
        for (int row = 0; row < rowCount; row++) {
            out.hashes[row] = Hashes.ofBytes(out.bytes, out.offsets[row], out.offsets[row + 1]);
        }
    }
}
