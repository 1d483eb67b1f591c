package dev.tarn.catalog.store;

/// Where a scan plan stands. A submitted one ends as one of the others; a completed one may still
/// be cancelled.
public enum PlanState {
    SUBMITTED,
    COMPLETED,
    FAILED,
    CANCELLED
}
