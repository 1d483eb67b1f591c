package dev.tarn.engine;

import dev.tarn.engine.command.CommandContext;
import dev.tarn.engine.command.CommandResult;
import dev.tarn.engine.command.Commands;
import dev.tarn.engine.statement.Command;

import java.util.function.Supplier;

/// A command carried out, also when other writers change what it read meanwhile.
final class CommandRun {
    /// How often rows are changed anew, on what others have left of them, before it is an error.
    private static final int MOST_ATTEMPTS = 5;

    private CommandRun() {}

    /// The command that was carried out in the end, and what came of it.
    record Done(Command command, CommandResult result) {}

    /// Carries out `first`, or what the text means once another writer has changed what it read.
    ///
    /// @param again plans the text anew
    static Done run(Command first, CommandContext context, Supplier<Command> again) {
        Command command = first;
        for (int attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
            try {
                return new Done(command, Commands.run(command, context));
            } catch (SqlException conflict) {
                if (!isRepeatable(command, conflict)) {
                    throw conflict;
                }
                command = again.get();
            }
        }
        return new Done(command, Commands.run(command, context));
    }

    private static boolean isRepeatable(Command command, SqlException failure) {
        boolean isPlannedAgain =
                command instanceof Command.ChangeRows || command instanceof Command.CopyInto;
        return isPlannedAgain && failure.code() == ErrorCode.TRANSACTION_CONFLICT;
    }
}
