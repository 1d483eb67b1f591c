package dev.tarn.storage.parquet.encoding;

/// The values of one page, taken in order.
public interface PageValues {
    /// Appends the next `count` values to `target`.
    ///
    /// @throws RuntimeException of any kind if the page's bytes do not hold them
    void read(RawValues target, int count);

    /// Passes over the next `count` values: as [#read] without keeping them, and never dearer.
    ///
    /// @throws RuntimeException of any kind if the page's bytes do not hold them
    void skip(int count);
}
