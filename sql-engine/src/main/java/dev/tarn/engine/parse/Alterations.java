package dev.tarn.engine.parse;

import dev.tarn.engine.statement.TableChange;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The changes of one ALTER TABLE.
public final class Alterations {
    private final List<TableChange> changes = new ArrayList<>();
    private final Properties properties = new Properties();
    private final List<String> unset = new ArrayList<>();
    private final List<SqlNode> arguments = new ArrayList<>();
    private @Nullable SqlIdentifier procedure;

    public void addColumn(
            SqlIdentifier column,
            SqlDataTypeSpec type,
            boolean required,
            @Nullable String comment,
            boolean ifNotExists) {
        changes.add(
                new TableChange.AddColumn(
                        Grammar.name(column), TypeNames.of(type), required, comment, ifNotExists));
    }

    public void dropColumn(SqlIdentifier column, boolean ifExists) {
        changes.add(new TableChange.DropColumn(Grammar.name(column), ifExists));
    }

    public void renameColumn(SqlIdentifier column, SqlIdentifier target) {
        changes.add(new TableChange.RenameColumn(Grammar.name(column), target.getSimple()));
    }

    public void renameTable(SqlIdentifier target) {
        changes.add(new TableChange.RenameTable(Grammar.name(target)));
    }

    public void changeType(SqlIdentifier column, SqlDataTypeSpec type) {
        changes.add(new TableChange.ChangeType(Grammar.name(column), TypeNames.of(type)));
    }

    public void changeNullability(SqlIdentifier column, boolean required) {
        changes.add(new TableChange.ChangeNullability(Grammar.name(column), required));
    }

    public void changeComment(SqlIdentifier column, String comment) {
        changes.add(new TableChange.ChangeComment(Grammar.name(column), comment));
    }

    public void moveFirst(SqlIdentifier column) {
        changes.add(new TableChange.MoveColumn(Grammar.name(column), null));
    }

    public void moveAfter(SqlIdentifier column, SqlIdentifier after) {
        changes.add(new TableChange.MoveColumn(Grammar.name(column), after.getSimple()));
    }

    public void addPartition(SqlNode expression) {
        changes.add(new TableChange.AddPartitionField(Transforms.of(expression)));
    }

    public void dropPartition(SqlNode expression) {
        changes.add(new TableChange.DropPartitionField(Transforms.of(expression)));
    }

    public void add(TableChange change) {
        changes.add(change);
    }

    public void unset(SqlNode key) {
        unset.add(Literals.text(key));
    }

    public void execute(SqlIdentifier name) {
        procedure = name;
    }

    public void argument(SqlNode argument) {
        arguments.add(argument);
    }

    public Properties properties() {
        return properties;
    }

    /// The procedure of ALTER TABLE … EXECUTE; null where there is none.
    @Nullable SqlIdentifier procedure() {
        return procedure;
    }

    List<SqlNode> arguments() {
        return arguments;
    }

    List<TableChange> list() {
        List<TableChange> all = new ArrayList<>(changes);
        if (!properties.list().isEmpty()) {
            all.add(new TableChange.SetProperties(properties.list()));
        }
        if (!unset.isEmpty()) {
            all.add(new TableChange.UnsetProperties(List.copyOf(unset)));
        }
        return all;
    }
}
