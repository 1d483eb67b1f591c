package dev.tarn.engine.physical;

/// One column to order by.
public record SortKey(int ordinal, boolean descending, boolean nullsFirst) {
    @Override
    public String toString() {
        return "#" + ordinal + (descending ? " desc" : "") + (nullsFirst ? " nulls first" : "");
    }
}
