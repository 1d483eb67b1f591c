package dev.tarn.catalog.plan;

/// The plan was cancelled, or another server has it now: whatever was done is of no use.
final class PlanStoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PlanStoppedException() {
        super("The plan is no longer wanted here");
    }
}
