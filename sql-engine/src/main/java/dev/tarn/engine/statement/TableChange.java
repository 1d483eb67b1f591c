package dev.tarn.engine.statement;

import dev.tarn.columnar.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// One change that ALTER TABLE makes; column names may lead into structs, lists and maps.
public sealed interface TableChange {

    record AddColumn(
            Name column,
            DataType type,
            Map<String, FieldClauses> fields,
            boolean required,
            @Nullable String comment,
            @Nullable ColumnDefault defaultValue,
            boolean ifNotExists)
            implements TableChange {}

    record DropColumn(Name column, boolean ifExists) implements TableChange {}

    record RenameColumn(Name column, String newName) implements TableChange {}

    record ChangeType(Name column, DataType type) implements TableChange {}

    record ChangeNullability(Name column, boolean required) implements TableChange {}

    record ChangeComment(Name column, @Nullable String comment) implements TableChange {}

    /// What rows have that a statement gives no value, from now on; null for nulls.
    record ChangeDefault(Name column, @Nullable ColumnDefault defaultValue)
            implements TableChange {}

    record SetIdentifierFields(List<Name> columns) implements TableChange {
        public SetIdentifierFields {
            columns = List.copyOf(columns);
        }
    }

    record DropIdentifierFields(List<Name> columns) implements TableChange {
        public DropIdentifierFields {
            columns = List.copyOf(columns);
        }
    }

    /// Moves a column to the front of its struct, or behind its sibling `after`.
    record MoveColumn(Name column, @Nullable String after) implements TableChange {}

    record RenameTable(Name newName) implements TableChange {}

    record SetProperties(List<Property> properties) implements TableChange {}

    /// Where files go that are written from now on.
    record SetLocation(String location) implements TableChange {}

    /// What rows must meet from now on.
    record AddExpectation(Name name, String condition, String policy) implements TableChange {}

    record DropExpectation(Name name, boolean ifExists) implements TableChange {}

    record UnsetProperties(List<String> names) implements TableChange {}

    /// Gives the table a sort order, or none where there are no fields.
    record SetSortOrder(List<SortField> fields) implements TableChange {
        public SetSortOrder {
            fields = List.copyOf(fields);
        }
    }

    /// Gives the table a partition spec with these fields.
    record SetPartitioning(List<PartitionField> fields) implements TableChange {
        public SetPartitioning {
            fields = List.copyOf(fields);
        }
    }

    /// Has rows bucketed by these fields, and by no others; partition fields of other kinds stay.
    record SetBuckets(List<PartitionField> fields) implements TableChange {
        public SetBuckets {
            fields = List.copyOf(fields);
        }
    }

    /// Adds a partition field, called `name` or as Iceberg calls such fields.
    record AddPartitionField(PartitionField field, @Nullable String name) implements TableChange {}

    /// Drops a partition field: that transform, or the field of that name.
    record DropPartitionField(PartitionField field) implements TableChange {}

    /// Creates a branch or tag where `create` is true, moves one where `replace` is; with both,
    /// whichever it takes.
    record PutReference(Reference reference, boolean create, boolean replace, boolean ifNotExists)
            implements TableChange {}

    record DropReference(ReferenceKind kind, Name name, boolean ifExists) implements TableChange {}

    /// What a name for a snapshot is.
    enum ReferenceKind {
        BRANCH,
        TAG
    }

    /// A branch or tag as a statement has it; null is what is not said.
    ///
    /// @param snapshotId where it points to; null for the table's current snapshot
    /// @param maxAgeMillis how long the name itself is kept
    /// @param minSnapshots how many snapshots of a branch are kept at least
    /// @param maxSnapshotAgeMillis how long snapshots of a branch are kept
    record Reference(
            ReferenceKind kind,
            Name name,
            @Nullable Long snapshotId,
            @Nullable Long maxAgeMillis,
            @Nullable Integer minSnapshots,
            @Nullable Long maxSnapshotAgeMillis) {}

    record ReplacePartitionField(PartitionField field, PartitionField with, @Nullable String name)
            implements TableChange {}
}
