package dev.tarn.engine.command;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.spi.TableProcedure;
import dev.tarn.engine.statement.Command;

import java.util.List;
import java.util.OptionalLong;

/// Carries out any command. Stateless.
public final class Commands {
    private Commands() {}

    /// Does what `command` says, wholly or not at all.
    ///
    /// @throws dev.tarn.engine.SqlException if it cannot be done; COMMIT_STATE_UNKNOWN if it may
    ///   have been
    public static CommandResult run(Command command, CommandContext context) {
        try {
            return dispatch(command, context);
        } catch (RuntimeException e) {
            throw CatalogFailures.sqlException(e);
        }
    }

    private static CommandResult dispatch(Command command, CommandContext context) {
        return switch (command) {
            case Command.CreateNamespace create -> NamespaceCommands.create(create, context);
            case Command.AlterNamespace alter -> NamespaceCommands.alter(alter, context);
            case Command.DropNamespace drop -> NamespaceCommands.drop(drop, context);
            case Command.Use use -> NamespaceCommands.use(use, context);
            case Command.CreateTable create -> TableCreation.create(create, context);
            case Command.CreateTableLike create -> TableCreation.createLike(create, context);
            case Command.CreateTableAs create -> TableCreation.createAs(create, context);
            case Command.CreateTableFromFiles create -> TableCreation.createFrom(create, context);
            case Command.DropTable drop -> TableRemoval.drop(drop, context);
            case Command.UndropTable undrop -> TableRemoval.undrop(undrop, context);
            case Command.TruncateTable truncate -> TableRemoval.truncate(truncate, context);
            case Command.AlterTable alter -> TableAlteration.alter(alter, context);
            case Command.Insert insert -> Appends.insert(insert, context);
            case Command.AppendGroup group -> GroupAppend.run(group, context);
            case Command.ReplacePartitions replace -> Appends.replace(replace, context);
            case Command.ChangeRows change -> RowUpdates.run(change, context);
            case Command.Analyze analyze -> StatisticsFiles.analyze(analyze, context);
            case Command.CopyInto copy -> CopyFiles.copy(copy, context);
            case Command.CreateView create -> ViewCommands.create(create, context);
            case Command.AlterView alter -> ViewCommands.alter(alter, context);
            case Command.Access access -> AccessCommands.run(access.what(), context);
            case Command.DropView drop -> ViewCommands.drop(drop, context);
            case Command.CreateFunction create -> FunctionCommands.create(create, context);
            case Command.DropFunction drop -> FunctionCommands.drop(drop, context);
            case Command.CreatePipe create -> PipeCommands.create(create, context);
            case Command.DropPipe drop -> PipeCommands.drop(drop, context);
            case Command.AlterPipe alter -> PipeCommands.alter(alter, context);
            case Command.BeginTransaction begin -> TransactionCommands.begin(begin, context);
            case Command.Commit _ -> TransactionCommands.commit(context);
            case Command.Rollback _ -> TransactionCommands.rollBack(context);
            case Command.ChangeSession change -> CommandResult.ofChanges(change.changes());
            case Command.Call call -> call(call, context);
        };
    }

    private static CommandResult call(Command.Call call, CommandContext context) {
        Batch result =
                switch (call.procedure()) {
                    case FileProcedure files -> {
                        context.catalogs().requireFiles(files.name(), null);
                        yield files.call(call.catalog(), context, call.arguments());
                    }
                    case ContextProcedure other ->
                            other.call(call.catalog(), context, call.arguments());
                    case TableProcedure ofTable -> TableCall.run(ofTable, call, context);
                    case Procedure other ->
                            other.call(call.catalog(), context.session(), call.arguments());
                };
        List<Field> output =
                call.procedure() instanceof TableProcedure ofTable
                        ? ofTable.output(call.arguments())
                        : call.procedure().output();
        if (output.isEmpty()) {
            return CommandResult.DONE;
        }
        Plan rows =
                new Plan.Rows(call.procedure().name(), output, batches -> batches.accept(result));
        return new CommandResult(OptionalLong.empty(), List.of(), rows);
    }
}
