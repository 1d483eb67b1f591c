package dev.tarn.catalog.task;

import java.time.Duration;

/// How tasks are worked on.
///
/// @param workers tasks that run at once in this process; 0 leaves them to others
/// @param lease how long a worker may be silent before another takes its task
/// @param poll how often to look for tasks that others made or left
/// @param grace how long closing waits for running tasks to end by themselves
public record TaskSettings(int workers, Duration lease, Duration poll, Duration grace) {

    public static final TaskSettings DEFAULT =
            new TaskSettings(
                    2, Duration.ofMinutes(2), Duration.ofSeconds(15), Duration.ofSeconds(3));

    /// Nothing runs by itself.
    public static final TaskSettings BY_HAND =
            new TaskSettings(0, DEFAULT.lease, DEFAULT.poll, Duration.ZERO);

    /// The same with another lease.
    public TaskSettings withLease(Duration other) {
        return new TaskSettings(workers, other, poll, grace);
    }

    public TaskSettings {
        if (workers < 0 || workers > 64) {
            throw new IllegalArgumentException("Workers must be 0 to 64, got " + workers);
        }
    }
}
