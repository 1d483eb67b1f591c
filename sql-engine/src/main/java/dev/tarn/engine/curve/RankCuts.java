package dev.tarn.engine.curve;

import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueOrder;
import dev.tarn.engine.order.SortWords;
import dev.tarn.engine.physical.SortKey;

import java.util.stream.IntStream;

/// Values of one column as ranks: which share of a sample is smaller, as a number of some bits.
///
/// As many rows have ranks below the half as above it, whatever the type and however values are
/// spread; nulls come first, NaN last, texts count whole. A value that takes a share of the sample
/// by itself has the rank in the middle of that share. Immutable, thread-safe.
final class RankCuts {
    private static final SortKey ASCENDING = new SortKey(0, false, true);

    private final FlatVector sample;

    /// Rows of `sample` at equal distances of rank, in their order, and what [SortWords] says of
    /// them.
    private final int[] cuts;

    private final long[] words;
    private final int nullCuts;

    private RankCuts(FlatVector sample, int[] cuts, int nullCuts) {
        this.sample = sample;
        this.cuts = cuts;
        this.nullCuts = nullCuts;
        long[] all = words(sample);
        this.words = IntStream.of(cuts).mapToLong(row -> all[row]).toArray();
    }

    /// Cuts for ranks from 0 to `2^bits - 1`; a sample without rows gives rank 0 to everything.
    static RankCuts of(FlatVector sample, int bits) {
        int[] rows =
                IntStream.range(0, sample.length())
                        .boxed()
                        .sorted((left, right) -> compare(sample, left, right))
                        .mapToInt(Integer::intValue)
                        .toArray();
        int cutCount = sample.length() == 0 ? 0 : (1 << bits) - 1;
        int[] cuts = new int[cutCount];
        int nulls = 0;
        for (int i = 0; i < cutCount; i++) {
            cuts[i] = rows[(int) ((i + 1L) * rows.length / (cutCount + 1L))];
            nulls += sample.isNull(cuts[i]) ? 1 : 0;
        }
        return new RankCuts(sample, cuts, nulls);
    }

    private static int compare(FlatVector sample, int left, int right) {
        boolean isNull = sample.isNull(left);
        if (isNull || sample.isNull(right)) {
            return Boolean.compare(sample.isNull(right), isNull);
        }
        return ValueOrder.compare(sample, left, sample, right);
    }

    /// Puts the rank of each of `rows` into `ranks`.
    void rank(Vector values, Rows rows, int[] ranks) {
        if (values instanceof DictionaryVector(FlatVector dictionary, int[] ids, int _)) {
            int[] ofEntries = new int[dictionary.length()];
            rankFlat(dictionary, Rows.all(dictionary.length()), ofEntries);
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                ranks[row] = ofEntries[ids[row]];
            }
        } else {
            rankFlat(values.flatten(), rows, ranks);
        }
    }

    private void rankFlat(FlatVector values, Rows rows, int[] ranks) {
        long[] wanted = words(values);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            ranks[row] = values.isNull(row) ? 0 : rank(values, row, wanted[row]);
        }
    }

    private int rank(FlatVector values, int row, long word) {
        int smaller = first(nullCuts, cuts.length, word, values, row, false);
        int notGreater = first(smaller, cuts.length, word, values, row, true);
        return smaller + (notGreater - smaller) / 2;
    }

    /// The first cut of `from..to` that is not smaller than the value, or greater with `isGreater`.
    private int first(int from, int to, long word, FlatVector values, int row, boolean isGreater) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(words[middle], word);
            if (order == 0) {
                order = ValueOrder.compare(sample, cuts[middle], values, row);
            }
            if (order < 0 || isGreater && order == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long[] words(FlatVector values) {
        long[] words = new long[values.length()];
        SortWords.fill(values, ASCENDING, words, 0, words.length);
        return words;
    }
}
