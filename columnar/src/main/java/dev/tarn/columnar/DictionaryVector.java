package dev.tarn.columnar;

/// Values as ids into a shared dictionary: row `i` is `dictionary[ids[i]]`.
///
/// Ids are always within the dictionary. A null row points at a null entry of the dictionary, so
/// there is one place where nulls live. Entries need not be distinct, nor all used.
public record DictionaryVector(FlatVector dictionary, int[] ids, int length) implements Vector {
    public DictionaryVector {
        if (length < 0 || length > ids.length) {
            throw new IllegalArgumentException(
                    "Vector of %d rows over %d ids".formatted(length, ids.length));
        }
    }

    @Override
    public DataType type() {
        return dictionary.type();
    }

    @Override
    public boolean isNull(int row) {
        return dictionary.isNull(ids[row]);
    }

    @Override
    public boolean mayHaveNulls() {
        return dictionary.mayHaveNulls();
    }

    @Override
    public FlatVector flatten() {
        return dictionary.take(ids, length);
    }

    @Override
    public Vector take(int[] rows, int count) {
        int[] taken = new int[count];
        for (int i = 0; i < count; i++) {
            taken[i] = ids[rows[i]];
        }
        return new DictionaryVector(dictionary, taken, count);
    }

    @Override
    public long sizeBytes() {
        return 4L * ids.length + dictionary.sizeBytes();
    }
}
