package dev.tarn.engine.exec;

/// Where the rows of a pipeline come from. One a pipeline, shared by its drivers: thread-safe.
///
/// A source never makes a worker wait: what blocks (reading files) happens on threads of its own,
/// and a driver that finds nothing yet is parked until the source wakes it.
public interface Source extends AutoCloseable {

    /// The most drivers that can work on this source at once; 1 keeps its order.
    int driverLimit();

    /// Called once, when all that the pipeline depends on has ended; must not block.
    default void open() {}

    /// A morsel to work on. After [Poll.Idle#WAIT] the source calls `waker` once as soon as it is
    /// worth asking again; after [Poll.Idle#END] there is nothing to come.
    ///
    /// @throws RuntimeException what went wrong while the source worked on its own threads
    Poll poll(Runnable waker);

    /// Asks for no more morsels; polls give END from now on. What was handed out stays valid.
    void stop();

    /// Frees everything and waits for threads of its own. Called once, after all drivers have
    /// ended, also if the source was never opened.
    @Override
    void close();

    /// The answer to [Source#poll].
    sealed interface Poll {}

    /// A piece of work; `morsel` belongs to the driver that asked.
    record Ready(Morsel morsel) implements Poll {}

    /// Nothing to work on: yet, or any more.
    enum Idle implements Poll {
        WAIT,
        END
    }
}
