package dev.tarn.engine.physical;

/// Which rows of a partition a window function looks at, for each row.
public record WindowFrame(Unit unit, Bound start, Bound end, Exclusion exclusion) {

    /// The frame of functions that look at the partition as a whole.
    public static final WindowFrame PARTITION =
            new WindowFrame(
                    Unit.ROWS, new Bound.Unbounded(), new Bound.Unbounded(), Exclusion.NO_OTHERS);

    /// What a distance counts: rows, values of the order key, groups of rows that are equal in it.
    public enum Unit {
        ROWS,
        RANGE,
        GROUPS
    }

    /// What is left out of the frame; peers are rows with equal order keys.
    public enum Exclusion {
        NO_OTHERS,
        CURRENT_ROW,
        GROUP,
        TIES
    }

    /// Where a frame starts or ends. The row, or for RANGE and GROUPS its peers, are within.
    public sealed interface Bound {

        /// The partition's first row for a start, its last for an end.
        record Unbounded() implements Bound {}

        record CurrentRow() implements Bound {}

        /// `count` rows or groups away, not negative.
        record Offset(boolean preceding, long count) implements Bound {}

        /// As many rows or groups away as the BIGINT column `column` says at the row.
        record Computed(boolean preceding, int column) implements Bound {}

        /// At the value of `column`, which is compared with `key`: the one order key in the same
        /// type. A row without a key has its peers as its frame.
        record Value(boolean preceding, int column, int key) implements Bound {}
    }

    /// Whether every row of a partition has all of it as its frame.
    public boolean isWhole() {
        return start instanceof Bound.Unbounded
                && end instanceof Bound.Unbounded
                && exclusion == Exclusion.NO_OTHERS;
    }
}
