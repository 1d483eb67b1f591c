package dev.tarn.catalog.store;

/// How much of a row a transaction keeps others from doing to it until it ends.
public enum RowLock {
    /// The row stays: others may change it, but not remove it.
    KEEP,
    /// Only this transaction changes the row.
    CHANGE,
    /// Only this transaction changes the row, removes it, or lets others point to it.
    REMOVE,
    /// Like [#REMOVE], passing over rows that another transaction has locked.
    REMOVE_FREE
}
