package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.command.Existing.Relation;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.TableChange;

import org.apache.iceberg.ReplaceSortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// ALTER TABLE: all changes of one statement in one commit; a rename by itself.
final class TableAlteration {
    private final CommandContext context;
    private final Transaction transaction;
    private final SchemaChanges columns;

    private TableAlteration(Table table, CommandContext context) {
        this.context = context;
        this.transaction = table.newTransaction();
        this.columns = new SchemaChanges(transaction);
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
                relation.catalog()
                        .tables()
                        .renameTable(
                                relation.identifier(),
                                Existing.renamed(relation, rename.newName(), context));
                return CommandResult.DONE;
            }
            changes.add(change);
        }
        TableAlteration alteration = new TableAlteration(relation.load(), context);
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

    private void apply(TableChange change) {
        switch (change) {
            case TableChange.AddColumn add -> columns.add(add);
            case TableChange.DropColumn drop -> columns.drop(drop);
            case TableChange.RenameColumn rename -> columns.rename(rename);
            case TableChange.ChangeType retype -> columns.changeType(retype);
            case TableChange.ChangeNullability nullability ->
                    columns.changeNullability(nullability);
            case TableChange.ChangeComment comment -> columns.changeComment(comment);
            case TableChange.ChangeDefault value -> columns.changeDefault(value);
            case TableChange.MoveColumn move -> columns.move(move);
            case TableChange.SetIdentifierFields set -> columns.setIdentifiers(set.columns());
            case TableChange.DropIdentifierFields drop -> columns.dropIdentifiers(drop.columns());
            case TableChange.RenameTable rename ->
                    throw new IllegalStateException("Renamed already: " + rename.newName());
            case TableChange.SetProperties set -> setProperties(set.properties());
            case TableChange.SetLocation move ->
                    transaction.updateLocation().setLocation(move.location()).commit();
            case TableChange.UnsetProperties unset -> {
                UpdateProperties update = transaction.updateProperties();
                unset.names().forEach(update::remove);
                update.commit();
            }
            case TableChange.AddExpectation add -> Expectations.add(add, transaction, context);
            case TableChange.DropExpectation drop -> Expectations.drop(drop, transaction);
            case TableChange.PutReference put -> References.put(put, transaction);
            case TableChange.DropReference drop -> References.drop(drop, transaction);
            case TableChange.SetSortOrder order -> {
                ReplaceSortOrder replace = transaction.replaceSortOrder();
                Columns.addAll(replace, transaction.table().schema(), order.fields());
                replace.commit();
            }
            case TableChange.SetPartitioning set -> PartitionChanges.set(transaction, set.fields());
            case TableChange.SetBuckets set ->
                    PartitionChanges.setBuckets(transaction, set.fields());
            case TableChange.AddPartitionField add ->
                    PartitionChanges.add(transaction, add.field(), add.name());
            case TableChange.DropPartitionField drop ->
                    PartitionChanges.drop(transaction, drop.field());
            case TableChange.ReplacePartitionField replace ->
                    PartitionChanges.replace(
                            transaction, replace.field(), replace.with(), replace.name());
        }
    }

    private void setProperties(List<Property> properties) {
        Map<String, String> values = new LinkedHashMap<>();
        properties.forEach(property -> TableSettings.put(values, property));
        UpdateProperties update = transaction.updateProperties();
        values.forEach(update::set);
        try {
            update.commit();
        } catch (IllegalArgumentException e) {
            throw new SqlException(
                    ErrorCode.INVALID_TABLE_PROPERTY,
                    "Table properties cannot be set so: " + e.getMessage(),
                    properties.getFirst().position(),
                    e);
        }
    }
}
