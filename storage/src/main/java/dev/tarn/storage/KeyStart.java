package dev.tarn.storage;

/// Where a part of a file begins by the values of one column: `least` is not above any of them, as
/// the column's integers are compared. The part has `bytes`, as stored.
public record KeyStart(long least, long bytes) {}
