package dev.tarn.engine.columns;

import dev.tarn.columnar.DataType;

import java.util.List;

/// How the keys of a row are encoded, chosen by their types.
///
/// - `SINGLE`: one key of at most 64 bits is one word; null has no word and is told apart by who
///   asks.
/// - `WORDS`: fixed-width keys are a word of null bits (bit `k` for key `k`, so at most 64 keys)
///   and one word each, two for long decimals; the words of a null are 0.
/// - `BYTES`: anything else is a string of bytes: for each key a byte that is 0 for null and 1
///   before a value, then the value, with its length before it where that varies, unless it is the
///   last key.
///
/// Equal keys, and only those, have equal encodings: all NaN are one value, and so are 0.0 and
/// -0.0.
public record KeyLayout(Kind kind, List<DataType> types, int wordCount) {
    public enum Kind {
        SINGLE,
        WORDS,
        BYTES
    }

    private static final int MAX_WORD_KEYS = 16;

    public KeyLayout {
        types = List.copyOf(types);
    }

    /// The layout for keys of `types`, of which there is at least one; nulls are values like others
    /// if `nullsAreValues`.
    public static KeyLayout of(List<DataType> types, boolean nullsAreValues) {
        int words = 1;
        for (DataType type : types) {
            int width = words(type);
            if (width == 0 || types.size() > MAX_WORD_KEYS) {
                return new KeyLayout(Kind.BYTES, types, 0);
            }
            words += width;
        }
        if (types.size() == 1 && words == 2 && !nullsAreValues) {
            return new KeyLayout(Kind.SINGLE, types, 1);
        }
        return new KeyLayout(Kind.WORDS, types, words);
    }

    /// Where the word of key number `key` stands among those of a row, in the layout WORDS.
    public int wordAt(int key) {
        int at = 1;
        for (int before = 0; before < key; before++) {
            at += words(types.get(before));
        }
        return at;
    }

    /// Words that a value takes; 0 where that varies.
    static int words(DataType type) {
        return switch (type.physical()) {
            case BOOLEAN, INT, LONG, FLOAT, DOUBLE -> 1;
            case INT128 -> 2;
            case BYTES, LIST, MAP, STRUCT -> 0;
        };
    }
}
