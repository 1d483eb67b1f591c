package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;

/// A change on its way through [GroupCommit]: its work, then what came of it, told when the
/// transaction has ended. One thread waits for it, another one runs it.
final class WaitingChange<T> {
    private final Function<Handle, T> work;
    private final CompletableFuture<T> told = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable refusal;

    WaitingChange(Function<Handle, T> work) {
        this.work = work;
    }

    void runOn(Handle handle) {
        result = work.apply(handle);
    }

    /// Says that the change wrote nothing, and why.
    void refuse(Throwable why) {
        refusal = why;
    }

    boolean isRefused() {
        return refusal != null;
    }

    /// Tells what came of the work.
    void tell() {
        Throwable why = refusal;
        if (why != null) {
            told.completeExceptionally(why);
        } else {
            told.complete(result);
        }
    }

    /// Waits until it is told. Who loses patience, or is interrupted, takes the change out of the
    /// line; when it is being run already, there is nothing but to wait for the end.
    ///
    /// @param takesOut takes this change out of the line, false when it has left it
    /// @throws StoreUnavailableException when it was taken out
    T await(Duration patience, Predicate<WaitingChange<T>> takesOut) {
        try {
            return told.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            if (takesOut.test(this)) {
                throw new StoreUnavailableException(
                        "The catalog database cannot be written: other changes have been at it for"
                                + " %s, or the wait was interrupted".formatted(patience),
                        e);
            }
            return awaitEnd();
        }
    }

    private T awaitEnd() {
        try {
            return told.join();
        } catch (CompletionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable why) {
        return switch (why) {
            case Error error -> throw error;
            case RuntimeException failure -> failure;
            case null, default -> new IllegalStateException(why);
        };
    }
}
