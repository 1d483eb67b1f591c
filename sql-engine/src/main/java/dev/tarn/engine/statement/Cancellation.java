package dev.tarn.engine.statement;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Whether the statement that the calling thread plans was cancelled, for phases of planning that
/// may take long. Bound to the thread, as it concerns every step of planning and none in
/// particular.
public final class Cancellation {
    private static final ScopedValue<AtomicBoolean> FLAG = ScopedValue.newInstance();

    private Cancellation() {}

    /// Does `work`, which ends early when `flag` is set.
    public static <T> T during(AtomicBoolean flag, Supplier<T> work) {
        return ScopedValue.where(FLAG, flag).call(work::get);
    }

    /// What is set when the statement is cancelled; never where nobody can cancel it.
    public static AtomicBoolean flag() {
        return FLAG.isBound() ? FLAG.get() : new AtomicBoolean();
    }

    /// For between two steps.
    ///
    /// @throws SqlException USER_CANCELED if the statement was cancelled
    public static void check() {
        if (FLAG.isBound() && FLAG.get().get()) {
            throw new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
        }
    }
}
