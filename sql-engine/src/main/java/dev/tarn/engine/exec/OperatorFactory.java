package dev.tarn.engine.exec;

/// An operator's part that all its drivers share: thread-safe.
public interface OperatorFactory extends AutoCloseable {

    /// The part of one driver.
    Operator create();

    /// Frees what is shared. Called once, after all drivers have ended, also for an operator that
    /// stands in several pipelines.
    @Override
    default void close() {}
}
