package dev.tarn.catalog.store;

/// What becomes of a dropped table or view.
public enum DroppedState {
    /// May be undropped until its retention ends.
    KEPT,
    /// Its files are being deleted; it cannot come back.
    PURGING
}
