package dev.tarn.engine.command;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.statement.ColumnDefault;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.TableChange;

import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Changes of a table's columns. Names may lead into structs, elements of lists (`list.element.x`)
/// and values of maps (`map.value.x`).
final class SchemaChanges {
    private final Transaction transaction;

    SchemaChanges(Transaction transaction) {
        this.transaction = transaction;
    }

    private Table table() {
        return transaction.table();
    }

    private Schema schema() {
        return table().schema();
    }

    private String column(Name name) {
        return Columns.column(schema(), name.toString(), name.position());
    }

    private boolean has(Name name) {
        return schema().caseInsensitiveFindField(name.toString()) != null;
    }

    private void change(String what, @Nullable Position position, Consumer<UpdateSchema> change) {
        UpdateSchema update = transaction.updateSchema();
        try {
            change.accept(update);
            update.commit();
        } catch (IllegalArgumentException | ValidationException e) {
            throw refused(ErrorCode.INVALID_ARGUMENTS, what + ": " + e.getMessage(), position, e);
        }
    }

    private static SqlException refused(
            ErrorCode code, String message, @Nullable Position position, @Nullable Exception e) {
        return new SqlException(code, message, position, e);
    }

    void add(TableChange.AddColumn add) {
        Name name = add.column();
        if (has(name)) {
            if (add.ifNotExists()) {
                return;
            }
            throw exists(name.toString(), name.position());
        }
        Type type = NestedTypes.with(type(name, add.type()), add.fields());
        Literal<?> value = literal(add.defaultValue(), name.toString(), type);
        if (add.required() && value == null) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' cannot be added as NOT NULL: rows that are there have no value for it, and it has no default"
                            .formatted(name),
                    name.position(),
                    null);
        }
        List<String> qualifier = name.qualifier();
        String parent = qualifier.isEmpty() ? null : column(new Name(qualifier, name.position()));
        change(
                "Column '%s' cannot be added".formatted(name),
                name.position(),
                update -> {
                    if (add.required()) {
                        update.addRequiredColumn(parent, name.last(), type, add.comment(), value);
                    } else {
                        update.addColumn(parent, name.last(), type, add.comment(), value);
                    }
                });
    }

    private Type type(Name column, DataType type) {
        return Columns.type(
                column.toString(),
                type,
                new AtomicInteger(),
                column.position(),
                TableUtil.formatVersion(table()));
    }

    private @Nullable Literal<?> literal(@Nullable ColumnDefault value, String column, Type type) {
        return DefaultLiterals.of(value, column, type, TableUtil.formatVersion(table()));
    }

    private SqlException exists(String column, @Nullable Position position) {
        return refused(
                ErrorCode.COLUMN_ALREADY_EXISTS,
                "Column '%s' already exists in %s".formatted(column, table().name()),
                position,
                null);
    }

    void drop(TableChange.DropColumn drop) {
        if (drop.ifExists() && !has(drop.column())) {
            return;
        }
        String column = column(drop.column());
        requireUnused(column, drop.column().position());
        change(
                "Column '%s' cannot be dropped".formatted(column),
                drop.column().position(),
                update -> update.deleteColumn(column));
    }

    /// Iceberg would leave a spec or an order behind that no writer can follow.
    private void requireUnused(String column, @Nullable Position position) {
        Types.NestedField field = schema().findField(column);
        Set<Integer> dropped = new TreeSet<>(Set.of(field.fieldId()));
        if (field.type().isNestedType()) {
            dropped.addAll(TypeUtil.indexById(Types.StructType.of(field)).keySet());
        }
        for (PartitionField used : table().spec().fields()) {
            if (!used.transform().isVoid() && dropped.contains(used.sourceId())) {
                throw refused(
                        ErrorCode.NOT_SUPPORTED,
                        "Column '%s' cannot be dropped: %s is partitioned by it; drop partition field %s first"
                                .formatted(column, table().name(), used.name()),
                        position,
                        null);
            }
        }
        for (SortField used : table().sortOrder().fields()) {
            if (dropped.contains(used.sourceId())) {
                throw refused(
                        ErrorCode.NOT_SUPPORTED,
                        "Column '%s' cannot be dropped: %s is sorted by it; set another order first"
                                .formatted(column, table().name()),
                        position,
                        null);
            }
        }
    }

    void rename(TableChange.RenameColumn rename) {
        Name name = rename.column();
        String column = column(name);
        List<String> parts = new ArrayList<>(name.qualifier());
        parts.add(rename.newName());
        Types.NestedField other = schema().caseInsensitiveFindField(String.join(".", parts));
        if (other != null && other.fieldId() != schema().findField(column).fieldId()) {
            throw exists(String.join(".", parts), name.position());
        }
        change(
                "Column '%s' cannot be renamed".formatted(column),
                name.position(),
                update -> update.renameColumn(column, rename.newName()));
    }

    void changeType(TableChange.ChangeType change) {
        Name name = change.column();
        String column = column(name);
        refuseKey(column, name.position());
        Type type = type(name, change.type());
        Types.NestedField field = schema().findField(column);
        if (!type.isPrimitiveType() || !field.type().isPrimitiveType()) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED,
                    "The type of column '%s' cannot be changed to %s; only simple types can be widened"
                            .formatted(column, change.type()),
                    name.position(),
                    null);
        }
        try {
            transaction.updateSchema().updateColumn(column, type.asPrimitiveType()).commit();
        } catch (IllegalArgumentException | ValidationException e) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' of type %s cannot become %s; integer to bigint, real to double and wider decimals are accepted"
                            .formatted(column, field.type(), change.type()),
                    name.position(),
                    e);
        }
    }

    /// Entries are found by their keys, which the specification keeps as they are.
    private void refuseKey(String column, @Nullable Position position) {
        int last = column.lastIndexOf('.');
        if (last > 0
                && column.endsWith(".key")
                && schema().findType(column.substring(0, last)) instanceof Types.MapType) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' cannot be changed: keys of maps stay as they are"
                            .formatted(column),
                    position,
                    null);
        }
    }

    void changeNullability(TableChange.ChangeNullability change) {
        Position position = change.column().position();
        String column = column(change.column());
        if (change.required() && schema().findField(column).isOptional()) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED,
                    "Column '%s' cannot become NOT NULL: rows that are there may have nulls; ALTER TABLE … ADD EXPECT name (… IS NOT NULL) ON VIOLATION FAIL keeps new ones out"
                            .formatted(column),
                    position,
                    null);
        }
        if (!change.required()) {
            refuseKey(column, position);
            change(
                    "Column '%s' cannot take nulls".formatted(column),
                    position,
                    update -> update.makeColumnOptional(column));
        }
    }

    void changeComment(TableChange.ChangeComment change) {
        String column = column(change.column());
        refuseKey(column, change.column().position());
        change(
                "Column '%s' cannot have a comment".formatted(column),
                change.column().position(),
                update -> update.updateColumnDoc(column, change.comment()));
    }

    void changeDefault(TableChange.ChangeDefault change) {
        String column = column(change.column());
        Literal<?> value =
                literal(change.defaultValue(), column, schema().findField(column).type());
        change(
                "Column '%s' cannot have that default".formatted(column),
                change.column().position(),
                update -> update.updateColumnDefault(column, value));
    }

    void move(TableChange.MoveColumn move) {
        Name name = move.column();
        String column = column(name);
        if (move.after() == null) {
            change(
                    "Column '%s' cannot be moved".formatted(column),
                    name.position(),
                    update -> update.moveFirst(column));
            return;
        }
        List<String> sibling = new ArrayList<>(name.qualifier());
        sibling.add(move.after());
        String after = column(new Name(sibling, name.position()));
        change(
                "Column '%s' cannot be moved".formatted(column),
                name.position(),
                update -> update.moveAfter(column, after));
    }

    void setIdentifiers(List<Name> columns) {
        List<String> names = columns.stream().map(this::column).toList();
        change(
                "Rows of %s cannot be identified by %s".formatted(table().name(), names),
                columns.getFirst().position(),
                update -> update.setIdentifierFields(names));
    }

    void dropIdentifiers(List<Name> columns) {
        Set<String> left = new TreeSet<>(schema().identifierFieldNames());
        for (Name column : columns) {
            if (!left.remove(column(column))) {
                throw refused(
                        ErrorCode.INVALID_ARGUMENTS,
                        "Column '%s' is no identifier field of %s"
                                .formatted(column, table().name()),
                        column.position(),
                        null);
            }
        }
        change(
                "Identifier fields of %s cannot be dropped".formatted(table().name()),
                columns.getFirst().position(),
                update -> update.setIdentifierFields(left));
    }
}
