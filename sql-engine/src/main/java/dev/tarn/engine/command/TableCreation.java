package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.statement.ColumnDefinition;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.TableDefinition;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// CREATE TABLE in its three forms: with columns, from a query, from files.
///
/// Tables with rows are created and filled in one transaction: nobody sees a table without its
/// rows, and one that fails was never there.
final class TableCreation {
    private TableCreation() {}

    static CommandResult create(Command.CreateTable create, CommandContext context) {
        TableDefinition definition = create.table();
        TableName place = free(definition, context);
        if (place == null) {
            return CommandResult.DONE;
        }
        Schema schema =
                Columns.schema(definition.columns(), TableSettings.of(definition).formatVersion());
        Catalog.TableBuilder builder = builder(place, definition, schema);
        if (definition.replace()) {
            builder.createOrReplaceTransaction().commitTransaction();
        } else {
            builder.create();
        }
        return CommandResult.DONE;
    }

    static CommandResult createAs(Command.CreateTableAs create, CommandContext context) {
        List<ColumnDefinition> columns = new ArrayList<>();
        for (DataType.Field field : create.rows().output()) {
            columns.add(new ColumnDefinition(field.name(), field.type(), false, null, null, null));
        }
        return fill(
                create.table(),
                Columns.schema(columns, TableSettings.of(create.table()).formatVersion()),
                context,
                written ->
                        create.withData()
                                ? Projections.convert(
                                        create.rows(), written, create.table().name().toString())
                                : null,
                Appends::create);
    }

    static CommandResult createFrom(Command.CreateTableFromFiles create, CommandContext context) {
        TableDefinition definition = create.table();
        InputFiles files = InputFiles.find(create.files(), context.storeProperties());
        Schema schema =
                definition.columns().isEmpty()
                        ? files.inferSchema()
                        : Columns.schema(
                                definition.columns(), TableSettings.of(definition).formatVersion());
        String name = definition.name().toString();
        return fill(
                definition,
                schema,
                context,
                written ->
                        files.rows(
                                name, written, List.of(), new FileErrors(FileErrors.Policy.ABORT)),
                (place, transaction, rows, _) ->
                        Appends.createFrom(place, transaction, files.files(), rows, context));
    }

    /// Creates the table and appends the plan's rows, if there is a plan, in one transaction.
    private static CommandResult fill(
            TableDefinition definition,
            Schema schema,
            CommandContext context,
            Function<Schema, @Nullable Plan> rows,
            Creation creation) {
        TableName place = free(definition, context);
        if (place == null) {
            return CommandResult.ofRows(0);
        }
        Catalog.TableBuilder builder = builder(place, definition, schema);
        Transaction transaction =
                definition.replace()
                        ? builder.createOrReplaceTransaction()
                        : builder.createTransaction();
        Plan plan = rows.apply(transaction.table().schema());
        if (plan == null) {
            transaction.commitTransaction();
            return CommandResult.ofRows(0);
        }
        return CommandResult.ofRows(creation.create(place.toString(), transaction, plan, context));
    }

    /// Appends rows to the table that a transaction creates, commits it, and says how many.
    private interface Creation {
        long create(String name, Transaction transaction, Plan rows, CommandContext context);
    }

    /// Where the table is to be; null where one is there and that is fine.
    private static @Nullable TableName free(TableDefinition definition, CommandContext context) {
        TableName place = context.catalogs().table(definition.name(), context.session());
        place.requireNamespace(definition.name().position());
        Relation existing = Existing.find(definition.name(), context);
        if (existing == null) {
            return place;
        }
        if (definition.ifNotExists()) {
            return null;
        }
        if (definition.replace() && !existing.view()) {
            return new TableName(existing.catalog(), existing.identifier());
        }
        throw new SqlException(
                ErrorCode.TABLE_ALREADY_EXISTS,
                "%s '%s' already exists".formatted(existing.view() ? "View" : "Table", existing),
                definition.name().position(),
                null);
    }

    private static Catalog.TableBuilder builder(
            TableName place, TableDefinition definition, Schema schema) {
        TableSettings settings = TableSettings.of(definition);
        Catalog.TableBuilder builder =
                place.catalog()
                        .tables()
                        .buildTable(place.identifier(), schema)
                        .withPartitionSpec(Columns.spec(schema, definition.partitioning()))
                        .withSortOrder(Columns.order(schema, definition.order()))
                        .withProperties(settings.properties());
        return settings.location() == null ? builder : builder.withLocation(settings.location());
    }
}
