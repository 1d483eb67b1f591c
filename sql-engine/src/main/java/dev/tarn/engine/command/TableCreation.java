package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.ListedFiles;
import dev.tarn.engine.statement.ColumnDefinition;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.TableDefinition;
import dev.tarn.storage.load.LoadHistory;

import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Catalog;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// CREATE TABLE in its forms: with columns, with those of another table, from a query, from files.
///
/// Tables with rows are created and filled in one transaction: nobody sees a table without its
/// rows, and one that fails was never there.
final class TableCreation {
    private static final int STANDARD_FORMAT_VERSION = 2;

    private TableCreation() {}

    static CommandResult create(Command.CreateTable create, CommandContext context) {
        TableDefinition definition = create.table();
        TableName place = free(definition, context);
        if (place == null) {
            return CommandResult.DONE;
        }
        Schema schema = Columns.schema(definition.columns(), formatVersion(definition, context));
        Expectations.check(definition, schema, context);
        create(builder(place, definition, schema), definition);
        return CommandResult.DONE;
    }

    static CommandResult createLike(Command.CreateTableLike create, CommandContext context) {
        TableDefinition definition = create.table();
        TableName place = free(definition, context);
        Relation relation = Existing.findTable(create.source(), false, context);
        if (place == null || relation == null) {
            return CommandResult.DONE;
        }
        Table source = relation.load();
        TableSettings settings = TableSettings.of(definition);
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(
                TableProperties.FORMAT_VERSION, String.valueOf(TableUtil.formatVersion(source)));
        if (create.withProperties()) {
            properties.putAll(source.properties());
            properties.remove(LoadHistory.PROPERTY);
        }
        properties.putAll(settings.properties());
        Schema schema = Columns.identified(source.schema(), definition.identifiers());
        boolean isPartitioned = create.withProperties() && definition.partitioning().isEmpty();
        boolean isOrdered = create.withProperties() && definition.order().isEmpty();
        Catalog.TableBuilder builder =
                place.catalog()
                        .tables()
                        .buildTable(place.identifier(), schema)
                        .withPartitionSpec(
                                isPartitioned
                                        ? source.spec()
                                        : Columns.spec(schema, definition.partitioning()))
                        .withSortOrder(
                                isOrdered
                                        ? source.sortOrder()
                                        : Columns.order(schema, definition.order()))
                        .withProperties(properties);
        create(
                settings.location() == null ? builder : builder.withLocation(settings.location()),
                definition);
        return CommandResult.DONE;
    }

    private static void create(Catalog.TableBuilder builder, TableDefinition definition) {
        if (definition.replace()) {
            builder.createOrReplaceTransaction().commitTransaction();
        } else {
            builder.create();
        }
    }

    static CommandResult createAs(Command.CreateTableAs create, CommandContext context) {
        List<ColumnDefinition> columns = new ArrayList<>();
        for (DataType.Field field : create.rows().output()) {
            columns.add(
                    new ColumnDefinition(
                            field.name(), field.type(), Map.of(), false, null, null, null));
        }
        return fill(
                create.table(),
                Columns.schema(columns, formatVersion(create.table(), context)),
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
        context.catalogs().requireFiles("CREATE TABLE … FROM", create.files().position());
        ListedFiles files = ListedFiles.find(create.files(), context.storeProperties());
        Schema schema =
                definition.columns().isEmpty()
                        ? files.inferSchema()
                        : Columns.schema(definition.columns(), formatVersion(definition, context));
        String name = definition.name().toString();
        return fill(
                definition,
                schema,
                context,
                written ->
                        FileRows.of(
                                files,
                                name,
                                written,
                                List.of(),
                                new FileErrors(FileErrors.Policy.ABORT)),
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
        Expectations.check(definition, schema, context);
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

    /// The version that is asked for, that of the table which is replaced, or the standard one.
    private static int formatVersion(TableDefinition definition, CommandContext context) {
        Integer asked = TableSettings.of(definition).formatVersion();
        if (asked != null) {
            return asked;
        }
        Relation existing = definition.replace() ? Existing.find(definition.name(), context) : null;
        return existing == null || existing.view()
                ? STANDARD_FORMAT_VERSION
                : TableUtil.formatVersion(existing.load());
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
            TableName place, TableDefinition definition, Schema columns) {
        Schema schema = Columns.identified(columns, definition.identifiers());
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
