package dev.tarn.engine.command;

import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.statement.Command;

import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/// DROP TABLE and TRUNCATE TABLE.
final class TableRemoval {
    private TableRemoval() {}

    static CommandResult drop(Command.DropTable drop, CommandContext context) {
        Relation table = Existing.findTable(drop.name(), drop.ifExists(), context);
        if (table == null) {
            return CommandResult.DONE;
        }
        boolean dropped = table.catalog().tables().dropTable(table.identifier(), drop.purge());
        if (!dropped && !drop.ifExists()) {
            throw Existing.notFound("Table", drop.name(), context);
        }
        return CommandResult.DONE;
    }

    static CommandResult truncate(Command.TruncateTable truncate, CommandContext context) {
        Relation relation = Existing.findTable(truncate.name(), false, context);
        if (relation == null) {
            throw Existing.notFound("Table", truncate.name(), context);
        }
        Table table = relation.load();
        table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).commit();
        return CommandResult.DONE;
    }
}
