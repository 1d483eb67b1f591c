package dev.tarn.engine.command;

import dev.tarn.engine.SessionChange;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.OptionalLong;

/// What came of a command: rows it changed, what the session becomes, rows to show.
public record CommandResult(
        OptionalLong updateCount, List<SessionChange> sessionChanges, @Nullable Plan rows) {
    /// Done, and nothing to say.
    public static final CommandResult DONE =
            new CommandResult(OptionalLong.empty(), List.of(), null);

    /// The session's transaction is over, whether or not it has committed.
    public static final CommandResult TRANSACTION_ENDED =
            ofChanges(List.of(new SessionChange.EndTransaction()));

    public CommandResult {
        sessionChanges = List.copyOf(sessionChanges);
    }

    static CommandResult ofRows(long count) {
        return new CommandResult(OptionalLong.of(count), List.of(), null);
    }

    static CommandResult ofChanges(List<SessionChange> changes) {
        return new CommandResult(OptionalLong.empty(), changes, null);
    }
}
