package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.WriteTarget;
import dev.tarn.engine.spi.DroppedTables;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.transaction.Reliance;
import dev.tarn.storage.load.LoadHistory;

import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;

/// DROP TABLE, UNDROP TABLE and TRUNCATE TABLE.
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

    static CommandResult undrop(Command.UndropTable undrop, CommandContext context) {
        TableName table = context.catalogs().table(undrop.name(), context.session());
        Name asName = undrop.as();
        TableName as = asName == null ? table : context.catalogs().table(asName, context.session());
        DroppedTables dropped = table.catalog().dropped();
        if (dropped == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Catalog %s does not keep dropped tables".formatted(table.catalog().name()),
                    undrop.name().position(),
                    null);
        }
        if (!as.catalog().name().equals(table.catalog().name())) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "%s cannot be undropped into another catalog, as %s".formatted(table, as),
                    undrop.name().position(),
                    null);
        }
        dropped.undrop(table.identifier(), as.identifier());
        return CommandResult.DONE;
    }

    static CommandResult truncate(Command.TruncateTable truncate, CommandContext context) {
        WriteTarget target = Existing.target(truncate.name(), context);
        Reliance.on(target.table());
        Transaction transaction = target.table().newTransaction();
        target.to()
                .of(transaction.table(), transaction.newDelete())
                .deleteFromRowFilter(Expressions.alwaysTrue())
                .commit();
        if (target.to().isMain()) {
            // What files had is gone, so that they can be loaded again.
            transaction.updateProperties().remove(LoadHistory.PROPERTY).commit();
        }
        transaction.commitTransaction();
        return CommandResult.DONE;
    }
}
