package dev.tarn.engine.exec;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Closing several things, all of them whatever happens.
public final class Closing {
    private Closing() {}

    /// Closes all of `parts` in order. Failures are added to `cause`; without one, the first
    /// failure is thrown and carries the others.
    public static void closeAll(
            Iterable<? extends AutoCloseable> parts, @Nullable Throwable cause) {
        Throwable first = cause;
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Throwable failure) {
                if (first == null) {
                    first = failure;
                } else if (first != failure) {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null && cause == null) {
            throw Failures.sqlException(first);
        }
    }

    /// Closes all of `parts` in order; the first failure is thrown and carries the others.
    public static void closeAll(List<? extends AutoCloseable> parts) {
        closeAll(parts, null);
    }
}
