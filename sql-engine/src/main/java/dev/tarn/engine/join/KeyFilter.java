package dev.tarn.engine.join;

import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.columns.KeyStore;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// What becomes known of one key of a build side, or of all of them together, for the scans of the
/// other side. Once the keys are in one place, ranges of rows are measured; then it is chosen what
/// to keep of them; then ranges are added to it; only then anything is known. Thread-safe.
final class KeyFilter {
    private final int key;
    private boolean filtersRows;
    private @Nullable KeyRows rows;
    private @Nullable KeySummary summary;
    private volatile @Nullable Known chosen;
    private volatile @Nullable Known known;

    /// What is known: the number of build rows, of which none may be left; the least and the most
    /// value, where they can be told; all values, where they are few; the set that single keys are
    /// asked of.
    record Known(
            KeyLayout layout,
            long rowCount,
            @Nullable Object least,
            @Nullable Object most,
            List<Object> values,
            @Nullable KeyBits bits) {
        KeyEncoder newEncoder() {
            boolean[] rejectsNull = new boolean[layout.types().size()];
            Arrays.fill(rejectsNull, true);
            return new KeyEncoder(layout, rejectsNull, true);
        }
    }

    /// @param key its number among the keys of the join; -1 for all of them together
    KeyFilter(int key) {
        this.key = key;
    }

    /// Says that some scan asks about single rows, if `asks`; before any rows come.
    void filterRows(boolean asks) {
        filtersRows |= asks;
    }

    /// Takes the keys; of `skipped` rows they equal nothing. Before any range is measured.
    void begin(KeyStore keys, boolean[] skipped) {
        KeyRows begun = new KeyRows(keys, skipped, key);
        rows = begun;
        summary = new KeySummary(begun);
    }

    void measure(int from, int to) {
        KeySummary part = new KeySummary(Objects.requireNonNull(rows));
        part.add(from, to);
        synchronized (this) {
            Objects.requireNonNull(summary).add(part);
        }
    }

    /// Decides what to keep, once all rows are measured, and says how much memory it takes.
    synchronized long choose() {
        KeyRows keys = Objects.requireNonNull(rows);
        KeySummary all = Objects.requireNonNull(summary);
        int least = all.least();
        int most = all.most();
        List<Object> values = new ArrayList<>();
        if (all.isListed()) {
            for (int row : all.listed()) {
                Object value = keys.value(row);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        KeyBits bits = filtersRows ? bits(keys, all) : null;
        chosen =
                new Known(
                        keys.layout(),
                        all.rowCount(),
                        least < 0 ? null : keys.value(least),
                        most < 0 ? null : keys.value(most),
                        values,
                        bits);
        return bits == null ? 0 : bits.sizeBytes();
    }

    private static KeyBits bits(KeyRows keys, KeySummary all) {
        if (keys.order() == KeyRows.Order.WORD && all.rowCount() > 0) {
            long least = keys.word(all.least());
            long most = keys.word(all.most());
            if (KeyBits.Range.suits(least, most, all.rowCount())) {
                return KeyBits.Range.of(least, most);
            }
        }
        return KeyBits.Bloom.of(all.rowCount());
    }

    /// Adds the rows from `from` to before `to`.
    void add(int from, int to) {
        KeyRows keys = Objects.requireNonNull(rows);
        switch (Objects.requireNonNull(chosen).bits()) {
            case null -> {}
            case KeyBits.Range range -> {
                for (int row = from; row < to; row++) {
                    if (!keys.isSkipped(row)) {
                        range.add(keys.word(row));
                    }
                }
            }
            case KeyBits.Bloom bloom -> {
                for (int row = from; row < to; row++) {
                    if (!keys.isSkipped(row)) {
                        bloom.add(keys.hash(row));
                    }
                }
            }
        }
    }

    /// Says that all rows were added: half of them would leave out rows that the others match.
    void complete() {
        known = Objects.requireNonNull(chosen);
    }

    /// What is known; null as long as the build side is not complete.
    @Nullable Known known() {
        return known;
    }
}
