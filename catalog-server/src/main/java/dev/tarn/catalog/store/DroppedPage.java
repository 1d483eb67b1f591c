package dev.tarn.catalog.store;

/// A page of dropped entries, from the last dropped to the first: those before (`beforeMillis`,
/// `beforeId`), at most `limit`.
public record DroppedPage(long beforeMillis, String beforeId, int limit) {

    /// The first `limit`.
    public static DroppedPage first(int limit) {
        return new DroppedPage(Long.MAX_VALUE, "", limit);
    }
}
