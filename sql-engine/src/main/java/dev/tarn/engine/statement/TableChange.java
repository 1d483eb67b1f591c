package dev.tarn.engine.statement;

import dev.tarn.columnar.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One change that ALTER TABLE makes; column names may lead into structs.
public sealed interface TableChange {

    record AddColumn(
            Name column,
            DataType type,
            boolean required,
            @Nullable String comment,
            boolean ifNotExists)
            implements TableChange {}

    record DropColumn(Name column, boolean ifExists) implements TableChange {}

    record RenameColumn(Name column, String newName) implements TableChange {}

    record ChangeType(Name column, DataType type) implements TableChange {}

    record ChangeNullability(Name column, boolean required) implements TableChange {}

    record ChangeComment(Name column, String comment) implements TableChange {}

    /// Moves a column to the front, or behind `after` where that is not null.
    record MoveColumn(Name column, @Nullable String after) implements TableChange {}

    record RenameTable(Name newName) implements TableChange {}

    record SetProperties(List<Property> properties) implements TableChange {}

    record UnsetProperties(List<String> names) implements TableChange {}

    record AddPartitionField(PartitionField field) implements TableChange {}

    record DropPartitionField(PartitionField field) implements TableChange {}
}
