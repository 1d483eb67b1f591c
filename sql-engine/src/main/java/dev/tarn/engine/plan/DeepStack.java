package dev.tarn.engine.plan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Cancellation;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Work on statements that nest so deeply that the stack of an ordinary thread does not suffice:
/// done again on a thread with a larger one, by a few statements at a time.
final class DeepStack {
    private static final long STACK_BYTES = 512L << 20;
    private static final int MOST_THREADS = 2;
    private static final Semaphore THREADS = new Semaphore(MOST_THREADS);

    private DeepStack() {}

    /// What `work` gives.
    ///
    /// @throws SqlException NOT_SUPPORTED if the larger stack does not suffice either,
    ///   USER_CANCELED if the calling thread is interrupted
    static <T> T call(Supplier<T> work) {
        AtomicBoolean cancelled = Cancellation.flag();
        FutureTask<T> task = new FutureTask<>(() -> Cancellation.during(cancelled, work));
        try {
            THREADS.acquire();
            try {
                new Thread(null, task, "tarn-deep-planner", STACK_BYTES).start();
                return task.get();
            } finally {
                // Who goes on planning sees this between two steps.
                cancelled.compareAndSet(false, !task.isDone());
                THREADS.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled", null, e);
        } catch (ExecutionException e) {
            throw failure(e.getCause() == null ? e : e.getCause());
        }
    }

    private static RuntimeException failure(Throwable cause) {
        StackOverflowError overflow = overflow(cause);
        if (overflow != null) {
            return new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "The statement nests too deeply to be planned",
                    null,
                    overflow);
        }
        return switch (cause) {
            case RuntimeException known -> known;
            case Error machine -> throw machine;
            case Throwable other -> new IllegalStateException(other);
        };
    }

    /// That the stack did not suffice, if that is why `failure` came: Calcite wraps it, once more a
    /// level; null where there is another reason.
    static @Nullable StackOverflowError overflow(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StackOverflowError found) {
                return found;
            }
        }
        return null;
    }
}
