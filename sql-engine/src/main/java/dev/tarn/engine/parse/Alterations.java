package dev.tarn.engine.parse;

import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.SortField;
import dev.tarn.engine.statement.TableChange;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.iceberg.TableProperties;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The changes of one ALTER TABLE.
public final class Alterations {
    private final List<TableChange> changes = new ArrayList<>();
    private final Properties properties = new Properties();
    private final List<String> unset = new ArrayList<>();
    private final List<SortField> order = new ArrayList<>();
    private final List<SqlNode> arguments = new ArrayList<>();
    private @Nullable SqlIdentifier procedure;
    private @Nullable String condition;

    public void addColumn(
            SqlIdentifier column,
            SqlDataTypeSpec type,
            ColumnClauses clauses,
            boolean ifNotExists) {
        changes.add(
                new TableChange.AddColumn(
                        Grammar.name(column),
                        TypeNames.of(type),
                        NestedClauses.of(type),
                        clauses.isRequired(),
                        clauses.comment(),
                        clauses.defaultValue(),
                        ifNotExists));
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

    public void addExpectation(ExpectClause clause) {
        changes.add(
                new TableChange.AddExpectation(
                        Grammar.name(clause.name()), clause.condition(), clause.policy()));
    }

    public void dropExpectation(SqlIdentifier name, boolean ifExists) {
        changes.add(new TableChange.DropExpectation(Grammar.name(name), ifExists));
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

    /// SET DEFAULT, or DROP DEFAULT where there is no literal.
    public void changeDefault(SqlIdentifier column, @Nullable SqlNode literal) {
        changes.add(
                new TableChange.ChangeDefault(
                        Grammar.name(column),
                        literal == null ? null : ColumnClauses.defaultOf(literal)));
    }

    public void setIdentifiers(List<SqlIdentifier> columns) {
        changes.add(
                new TableChange.SetIdentifierFields(columns.stream().map(Grammar::name).toList()));
    }

    public void dropIdentifiers(List<SqlIdentifier> columns) {
        changes.add(
                new TableChange.DropIdentifierFields(columns.stream().map(Grammar::name).toList()));
    }

    public void moveFirst(SqlIdentifier column) {
        changes.add(new TableChange.MoveColumn(Grammar.name(column), null));
    }

    public void moveAfter(SqlIdentifier column, SqlIdentifier after) {
        changes.add(new TableChange.MoveColumn(Grammar.name(column), after.getSimple()));
    }

    public void addPartition(SqlNode expression, @Nullable SqlIdentifier name) {
        changes.add(new TableChange.AddPartitionField(Transforms.of(expression), simple(name)));
    }

    public void replacePartition(SqlNode field, SqlNode with, @Nullable SqlIdentifier name) {
        changes.add(
                new TableChange.ReplacePartitionField(
                        Transforms.of(field), Transforms.of(with), simple(name)));
    }

    private static @Nullable String simple(@Nullable SqlIdentifier name) {
        return name == null ? null : name.getSimple();
    }

    public void dropPartition(SqlNode expression) {
        changes.add(new TableChange.DropPartitionField(Transforms.of(expression)));
    }

    public void add(TableChange change) {
        changes.add(change);
    }

    public void orderBy(SqlNode expression, boolean descending, @Nullable Boolean nullsFirst) {
        order.add(SortFields.of(expression, descending, nullsFirst));
    }

    /// WRITE BUCKETED BY: each of `columns` into so many buckets.
    public void bucketBy(List<SqlIdentifier> columns, SqlNode number) {
        changes.add(
                new TableChange.SetBuckets(
                        columns.stream()
                                .map(column -> Transforms.bucket(column, number))
                                .toList()));
    }

    /// SORTED BY the fields given so far.
    public void sort() {
        changes.add(new TableChange.SetSortOrder(order));
    }

    /// WRITE …: a clause that is absent stands for none.
    public void write(boolean distributed, boolean unordered, boolean locally, SqlParserPos at) {
        changes.add(new TableChange.SetSortOrder(order));
        if (distributed) {
            properties.add(TableProperties.WRITE_DISTRIBUTION_MODE, "hash", at);
        } else if (unordered) {
            properties.add(TableProperties.WRITE_DISTRIBUTION_MODE, "none", at);
        } else if (!locally) {
            properties.add(TableProperties.WRITE_DISTRIBUTION_MODE, "range", at);
        }
    }

    public void setLocation(String location) {
        changes.add(new TableChange.SetLocation(location));
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

    public void where(String rows) {
        condition = rows;
    }

    public Properties properties() {
        return properties;
    }

    /// The procedure of ALTER TABLE … EXECUTE; null where there is none.
    @Nullable SqlIdentifier procedure() {
        return procedure;
    }

    /// Which rows that is for; null for all.
    @Nullable String condition() {
        return condition;
    }

    List<SqlNode> arguments() {
        return arguments;
    }

    List<String> unset() {
        return unset;
    }

    List<TableChange> list() {
        List<TableChange> all = new ArrayList<>(changes);
        List<Property> kept = new ArrayList<>();
        for (Property property : properties.list()) {
            switch (property.name().toLowerCase(Locale.ROOT)) {
                case "partitioning" ->
                        all.add(new TableChange.SetPartitioning(Transforms.of(property)));
                case "sorted_by" -> all.add(new TableChange.SetSortOrder(SortFields.of(property)));
                default -> kept.add(property);
            }
        }
        if (!kept.isEmpty()) {
            all.add(new TableChange.SetProperties(kept));
        }
        if (!unset.isEmpty()) {
            all.add(new TableChange.UnsetProperties(List.copyOf(unset)));
        }
        return all;
    }
}
