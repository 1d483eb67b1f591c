package dev.tarn.catalog.store;

/// Where a task is.
public enum TaskState {
    /// To be done when it is due.
    WAITING,
    /// A worker has it; if it does not say so again before it is due, another may take it.
    RUNNING,
    /// Put aside by somebody until it is resumed.
    PAUSED,
    DONE,
    /// Tried too often; stays until somebody asks for another try.
    FAILED
}
