package dev.tarn.columnar;

/// Child rows of the lists or maps that are taken, and the offsets that cut them up again.
record Ranges(int[] offsets, int[] rows) {

    /// The child rows that `offsets` gives to each of `rows[0..count)`.
    static Ranges of(int[] offsets, int[] rows, int count) {
        int[] takenOffsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += offsets[rows[i] + 1] - offsets[rows[i]];
            takenOffsets[i + 1] = Math.toIntExact(total);
        }
        int[] childRows = new int[(int) total];
        for (int i = 0; i < count; i++) {
            int child = offsets[rows[i]];
            for (int at = takenOffsets[i]; at < takenOffsets[i + 1]; at++) {
                childRows[at] = child++;
            }
        }
        return new Ranges(takenOffsets, childRows);
    }
}
