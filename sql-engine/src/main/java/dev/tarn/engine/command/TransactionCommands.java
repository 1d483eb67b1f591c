package dev.tarn.engine.command;

import dev.tarn.engine.SessionChange;
import dev.tarn.engine.statement.Command;

import java.util.List;

/// START TRANSACTION, COMMIT and ROLLBACK.
final class TransactionCommands {
    private TransactionCommands() {}

    static CommandResult begin(Command.BeginTransaction begin, CommandContext context) {
        String id =
                context.transactions()
                        .begin(context.session(), begin.serializable(), begin.readOnly());
        return CommandResult.ofChanges(List.of(new SessionChange.BeginTransaction(id)));
    }

    static CommandResult commit(CommandContext context) {
        context.transactions().commit(context.session());
        return CommandResult.TRANSACTION_ENDED;
    }

    static CommandResult rollBack(CommandContext context) {
        context.transactions().rollBack(context.session());
        return CommandResult.TRANSACTION_ENDED;
    }
}
