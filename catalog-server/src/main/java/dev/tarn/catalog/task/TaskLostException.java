package dev.tarn.catalog.task;

/// The worker must let go of the task at once: another has it, or the process stops. Not a failure.
public final class TaskLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskLostException(String message) {
        super(message);
    }
}
