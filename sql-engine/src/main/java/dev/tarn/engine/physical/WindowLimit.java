package dev.tarn.engine.physical;

/// How many rows of each partition somebody asks for: the first `rows`, at least one, and with
/// `ties` those that the order does not tell from the last of them.
public record WindowLimit(long rows, boolean ties) {
    public WindowLimit {
        if (rows < 1) {
            throw new IllegalArgumentException("A limit of " + rows + " rows");
        }
    }
}
