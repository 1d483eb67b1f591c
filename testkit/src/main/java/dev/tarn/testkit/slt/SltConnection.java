package dev.tarn.testkit.slt;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the runner asks of a SQL engine. Used by one thread.
@FunctionalInterface
public interface SltConnection {

    /// Runs `sql` to its end and answers its rows, each value as text, NULL as null. A statement
    /// without a result answers no rows. Failure is any unchecked exception; its message is what
    /// `error` patterns are held against.
    List<List<@Nullable String>> execute(String sql);
}
