package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.TableChange;

import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// ALTER TABLE: all changes of one statement in one commit; a rename by itself.
final class TableAlteration {
    private final Table table;
    private final Transaction transaction;

    private TableAlteration(Table table) {
        this.table = table;
        this.transaction = table.newTransaction();
    }

    static CommandResult alter(Command.AlterTable alter, CommandContext context) {
        Relation relation = Existing.findTable(alter.name(), alter.ifExists(), context);
        if (relation == null) {
            return CommandResult.DONE;
        }
        List<TableChange> changes = new ArrayList<>();
        for (TableChange change : alter.changes()) {
            if (change instanceof TableChange.RenameTable rename) {
                requireAlone(alter, rename);
                return rename(relation, rename, context);
            }
            changes.add(change);
        }
        TableAlteration alteration = new TableAlteration(relation.load());
        changes.forEach(alteration::apply);
        alteration.transaction.commitTransaction();
        return CommandResult.DONE;
    }

    private static void requireAlone(Command.AlterTable alter, TableChange.RenameTable rename) {
        if (alter.changes().size() > 1) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "RENAME TO must stand alone in ALTER TABLE",
                    rename.newName().position(),
                    null);
        }
    }

    private static CommandResult rename(
            Relation relation, TableChange.RenameTable rename, CommandContext context) {
        Name name = rename.newName();
        List<String> parts = new ArrayList<>(name.parts());
        if (parts.size() == 1) {
            parts.addAll(0, List.of(relation.identifier().namespace().levels()));
            parts.addFirst(relation.catalog().name());
        }
        TableName target =
                context.catalogs().table(new Name(parts, name.position()), context.session());
        if (!target.catalog().name().equals(relation.catalog().name())) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "%s cannot be renamed into catalog %s"
                            .formatted(relation, target.catalog().name()),
                    name.position(),
                    null);
        }
        target.requireNamespace(name.position());
        relation.catalog().tables().renameTable(relation.identifier(), target.identifier());
        return CommandResult.DONE;
    }

    private Schema schema() {
        return transaction.table().schema();
    }

    private String column(Name name) {
        return Columns.column(schema(), name.toString(), name.position());
    }

    private boolean has(Name name) {
        return schema().caseInsensitiveFindField(name.toString()) != null;
    }

    private void apply(TableChange change) {
        switch (change) {
            case TableChange.AddColumn add -> addColumn(add);
            case TableChange.DropColumn drop -> {
                if (!drop.ifExists() || has(drop.column())) {
                    updateSchema().deleteColumn(column(drop.column())).commit();
                }
            }
            case TableChange.RenameColumn rename ->
                    updateSchema().renameColumn(column(rename.column()), rename.newName()).commit();
            case TableChange.ChangeType retype -> changeType(retype);
            case TableChange.ChangeNullability nullability -> changeNullability(nullability);
            case TableChange.ChangeComment comment ->
                    updateSchema()
                            .updateColumnDoc(column(comment.column()), comment.comment())
                            .commit();
            case TableChange.MoveColumn move -> move(move);
            case TableChange.RenameTable rename ->
                    throw new IllegalStateException("Renamed already: " + rename.newName());
            case TableChange.SetProperties set -> setProperties(set.properties());
            case TableChange.UnsetProperties unset -> {
                UpdateProperties update = transaction.updateProperties();
                unset.names().forEach(update::remove);
                update.commit();
            }
            case TableChange.PutReference put -> References.put(put, transaction);
            case TableChange.DropReference drop -> References.drop(drop, transaction);
            case TableChange.SetSortOrder order -> {
                ReplaceSortOrder replace = transaction.replaceSortOrder();
                Columns.addAll(replace, schema(), order.fields());
                replace.commit();
            }
            case TableChange.SetPartitioning set -> PartitionChanges.set(transaction, set.fields());
            case TableChange.AddPartitionField add ->
                    PartitionChanges.add(transaction, add.field(), add.name());
            case TableChange.DropPartitionField drop ->
                    PartitionChanges.drop(transaction, drop.field());
            case TableChange.ReplacePartitionField replace ->
                    PartitionChanges.replace(
                            transaction, replace.field(), replace.with(), replace.name());
        }
    }

    private UpdateSchema updateSchema() {
        return transaction.updateSchema();
    }

    private void addColumn(TableChange.AddColumn add) {
        if (has(add.column())) {
            if (add.ifNotExists()) {
                return;
            }
            throw new SqlException(
                    ErrorCode.COLUMN_ALREADY_EXISTS,
                    "Column '%s' already exists in %s".formatted(add.column(), table.name()),
                    add.column().position(),
                    null);
        }
        if (add.required()) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' cannot be added as NOT NULL: rows that are there have no value for it"
                            .formatted(add.column()),
                    add.column().position(),
                    null);
        }
        AtomicInteger ids = new AtomicInteger();
        Type type = Columns.type(add.column().toString(), add.type(), ids, add.column().position());
        List<String> qualifier = add.column().qualifier();
        UpdateSchema update = updateSchema();
        if (qualifier.isEmpty()) {
            update.addColumn(add.column().last(), type, add.comment());
        } else {
            String parent = column(new Name(qualifier, add.column().position()));
            update.addColumn(parent, add.column().last(), type, add.comment());
        }
        update.commit();
    }

    private void changeType(TableChange.ChangeType change) {
        String column = column(change.column());
        Type type =
                Columns.type(
                        column, change.type(), new AtomicInteger(), change.column().position());
        Types.NestedField field = schema().findField(column);
        if (!type.isPrimitiveType() || field == null || !field.type().isPrimitiveType()) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "The type of column '%s' cannot be changed to %s; only simple types can be widened"
                            .formatted(column, change.type()),
                    change.column().position(),
                    null);
        }
        try {
            updateSchema().updateColumn(column, type.asPrimitiveType()).commit();
        } catch (IllegalArgumentException e) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' of type %s cannot become %s; integer to bigint, real to double and wider decimals are accepted"
                            .formatted(column, field.type(), change.type()),
                    change.column().position(),
                    e);
        }
    }

    private void changeNullability(TableChange.ChangeNullability change) {
        String column = column(change.column());
        if (change.required()) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' cannot become NOT NULL: rows that are there may have nulls"
                            .formatted(column),
                    change.column().position(),
                    null);
        }
        updateSchema().makeColumnOptional(column).commit();
    }

    private void move(TableChange.MoveColumn move) {
        String column = column(move.column());
        UpdateSchema update = updateSchema();
        if (move.after() == null) {
            update.moveFirst(column);
        } else {
            update.moveAfter(column, Columns.column(schema(), move.after(), null));
        }
        update.commit();
    }

    private void setProperties(List<Property> properties) {
        Map<String, String> values = new LinkedHashMap<>();
        properties.forEach(property -> TableSettings.put(values, property));
        UpdateProperties update = transaction.updateProperties();
        values.forEach(update::set);
        update.commit();
    }
}
