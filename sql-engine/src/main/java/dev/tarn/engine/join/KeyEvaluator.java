package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Cells;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.storage.RowFilter;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Leaves out the rows of a scan whose keys are not in a set; an entry of a dictionary is looked up
/// once. Where it leaves out little, it rests, and then tries again. Owned by one thread.
final class KeyEvaluator implements RowFilter.Evaluator {
    /// Rows that are looked at before it is judged whether that was worth it.
    private static final int SAMPLE_ROWS = 1 << 15;

    /// Of so many rows one must be left out.
    private static final int WORTH_ONE_OF = 12;

    /// Batches that pass before the next try.
    private static final int REST_BATCHES = 200;

    /// Entries of a dictionary beyond which rows are looked up, and not entries.
    private static final int MAX_DICTIONARY = 1 << 16;

    private final List<Integer> ordinals;
    private final KeyEncoder encoder;
    private final KeyBits bits;
    private final LongAdder askedRows;
    private final LongAdder droppedRows;
    private final KeyBatch keys = new KeyBatch();
    private boolean[] verdicts = new boolean[0];
    private @Nullable FlatVector dictionary;
    private boolean[] entries = new boolean[0];
    private int sampled;
    private int sampledKept;
    private int restingBatches;

    KeyEvaluator(
            List<Integer> ordinals,
            KeyEncoder encoder,
            KeyBits bits,
            LongAdder askedRows,
            LongAdder droppedRows) {
        this.ordinals = ordinals;
        this.encoder = encoder;
        this.bits = bits;
        this.askedRows = askedRows;
        this.droppedRows = droppedRows;
    }

    @Override
    public Batch keep(Batch batch) {
        if (restingBatches > 0) {
            restingBatches--;
            return batch;
        }
        int count = batch.selectedCount();
        int[] rows = new int[count];
        int kept = keep(batch, rows);
        askedRows.add(count);
        droppedRows.add(count - kept);
        sample(count, kept);
        return kept == count ? batch : new Batch(batch.columns(), batch.rowCount(), rows, kept);
    }

    private void sample(int count, int kept) {
        sampled += count;
        sampledKept += kept;
        if (sampled >= SAMPLE_ROWS) {
            if (sampled - sampledKept < sampled / WORTH_ONE_OF) {
                restingBatches = REST_BATCHES;
            }
            sampled = 0;
            sampledKept = 0;
        }
    }

    private int keep(Batch batch, int[] rows) {
        if (ordinals.size() == 1
                && batch.column(ordinals.getFirst()) instanceof DictionaryVector coded
                && coded.dictionary().length() <= MAX_DICTIONARY) {
            return keepCoded(batch, coded, rows);
        }
        int count = batch.selectedCount();
        boolean[] in = verdicts(count);
        if (ordinals.size() == 1) {
            judge(Cells.of(batch.column(ordinals.getFirst()), batch), in);
        } else {
            judge(KeyEncoder.cells(batch, ordinals), count, in);
        }
        int[] selection = batch.selection();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            rows[kept] = selection == null ? i : selection[i];
            kept += in[i] ? 1 : 0;
        }
        return kept;
    }

    private int keepCoded(Batch batch, DictionaryVector coded, int[] rows) {
        FlatVector values = coded.dictionary();
        if (values != dictionary) {
            if (entries.length < values.length()) {
                entries = new boolean[values.length()];
            }
            judge(new Cells(values, null, values.length()), entries);
            dictionary = values;
        }
        int[] ids = coded.ids();
        int[] selection = batch.selection();
        int kept = 0;
        for (int i = 0; i < batch.selectedCount(); i++) {
            int row = selection == null ? i : selection[i];
            rows[kept] = row;
            kept += entries[ids[row]] ? 1 : 0;
        }
        return kept;
    }

    private boolean[] verdicts(int count) {
        if (verdicts.length < count) {
            verdicts = new boolean[count];
        }
        return verdicts;
    }

    private void judge(Cells cells, boolean[] in) {
        if (!(bits instanceof KeyBits.Range range)) {
            judge(List.of(cells), cells.count(), in);
            return;
        }
        int[] positions = cells.positions();
        switch (cells.values()) {
            case IntVector ints -> judge(ints.values(), positions, cells.count(), range, in);
            case LongVector longs -> judge(longs.values(), positions, cells.count(), range, in);
            default ->
                    throw new IllegalStateException(
                            "Integers are asked about, not " + cells.values().type());
        }
        dropNulls(cells.values(), positions, cells.count(), in);
    }

    private static void judge(
            int[] values,
            int @Nullable [] positions,
            int count,
            KeyBits.Range range,
            boolean[] in) {
        for (int i = 0; i < count; i++) {
            in[i] = range.contains(values[positions == null ? i : positions[i]]);
        }
    }

    private static void judge(
            long[] values,
            int @Nullable [] positions,
            int count,
            KeyBits.Range range,
            boolean[] in) {
        for (int i = 0; i < count; i++) {
            in[i] = range.contains(values[positions == null ? i : positions[i]]);
        }
    }

    private static void dropNulls(
            Vector values, int @Nullable [] positions, int count, boolean[] in) {
        if (!values.mayHaveNulls()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            in[i] &= !values.isNull(positions == null ? i : positions[i]);
        }
    }

    /// Asks for the hashes of keys.
    private void judge(List<Cells> cells, int count, boolean[] in) {
        encoder.encode(cells, count, keys);
        if (!(bits instanceof KeyBits.Bloom bloom)) {
            throw new IllegalStateException("A set of integers is asked about hashes");
        }
        for (int i = 0; i < count; i++) {
            in[i] = bloom.contains(keys.hashes[i]);
        }
        if (keys.hasNulls) {
            for (int i = 0; i < count; i++) {
                in[i] &= !keys.isNull[i];
            }
        }
    }
}
