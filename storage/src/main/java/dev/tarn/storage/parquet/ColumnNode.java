package dev.tarn.storage.parquet;

import dev.tarn.columnar.DataType;

import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// One column or nested field to put together from leaf columns.
///
/// Where a node sits is told by two levels of its parent: entries whose repetition level is at most
/// `parentRepetition` and whose definition level is at least `parentDefinition` are slots of the
/// parent. `levelsOf` is the leaf whose levels a group is read from.
sealed interface ColumnNode {

    /// Values of leaf column number `leaf`.
    record Leaf(int leaf) implements ColumnNode {}

    /// Nulls of the type UNKNOWN, as many as leaf column number `leaf` has slots.
    record Nulls(int leaf, Type type) implements ColumnNode {}

    /// A field that the file does not have: one value, in Iceberg's form, in every row.
    record Constant(Type type, @Nullable Object value) implements ColumnNode {}

    /// Where a group finds its slots.
    record Slots(int levelsOf, int parentRepetition, int parentDefinition) {}

    /// Lists; an entry with definition level `elementDefinition` or more has an element, and one
    /// below `elementDefinition - 1` is a null list.
    record ListColumn(
            DataType type, Slots slots, int repetition, int elementDefinition, ColumnNode element)
            implements ColumnNode {}

    /// Maps, whose levels are read as those of a list of entries.
    record MapColumn(
            DataType type,
            Slots slots,
            int repetition,
            int elementDefinition,
            ColumnNode key,
            ColumnNode value)
            implements ColumnNode {}

    /// Structs; an entry with definition level below `presentDefinition` is null.
    record StructColumn(DataType type, Slots slots, int presentDefinition, List<ColumnNode> fields)
            implements ColumnNode {}

    /// Variants, kept as the struct `stored`.
    record Variants(StructColumn stored, VariantColumn column) implements ColumnNode {}

    /// Positions of rows in the file.
    record Positions() implements ColumnNode {}

    /// Row ids: `stored`, where the file has it and it is not null, else `first` plus the position.
    record RowIds(@Nullable ColumnNode stored, @Nullable Long first) implements ColumnNode {}

    /// The column `stored`, with `fallback` in the place of nulls.
    record Coalesce(ColumnNode stored, long fallback) implements ColumnNode {}
}
