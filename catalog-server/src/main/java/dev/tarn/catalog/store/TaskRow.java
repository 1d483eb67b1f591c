package dev.tarn.catalog.store;

/// One piece of durable work.
///
/// @param subjectId what it is about, an entry or the warehouse
/// @param subject the same in words
/// @param parameters what was asked for, for the work to read
/// @param fence grows with each claim
/// @param attempts claims since the last progress
/// @param message the last error, or what there is to say about the outcome
/// @param owner the worker that has it; empty when none has
/// @param dueMillis when it may be claimed: for a running one, the end of the lease
public record TaskRow(
        String id,
        String warehouseId,
        String kind,
        String subjectId,
        String subject,
        String parameters,
        TaskState state,
        long fence,
        long attempts,
        TaskProgress progress,
        String message,
        String owner,
        long dueMillis,
        long createdMillis,
        long updatedMillis) {

    /// @param subject an entry's name, or what else people call it
    public record Order(
            String id,
            String warehouseId,
            String kind,
            String subjectId,
            String subject,
            String parameters) {}

    /// A new one, due at once.
    public static TaskRow of(Order order, long nowMillis) {
        return new TaskRow(
                order.id(),
                order.warehouseId(),
                order.kind(),
                order.subjectId(),
                order.subject(),
                order.parameters(),
                TaskState.WAITING,
                0,
                0,
                TaskProgress.NONE,
                "",
                "",
                nowMillis,
                nowMillis,
                nowMillis);
    }
}
