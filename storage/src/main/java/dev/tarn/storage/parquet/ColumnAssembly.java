package dev.tarn.storage.parquet;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.storage.IcebergValues;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Puts the columns of one batch together from its leaf vectors and their levels.
///
/// Source: the Dremel paper's repetition and definition levels, turned around: what each group's
/// slots are can be read from the levels of any one leaf below it.
final class ColumnAssembly {
    private final @Nullable LeafReader[] readers;
    private final Vector[] leaves;
    private final long firstPosition;

    /// `leaves` were read last from `readers`, number by number; the batch's first row is at
    /// `firstPosition` of the file.
    ColumnAssembly(@Nullable LeafReader[] readers, Vector[] leaves, long firstPosition) {
        this.readers = readers;
        this.leaves = leaves;
        this.firstPosition = firstPosition;
    }

    /// The vector of `node`, which has `slotCount` slots.
    Vector build(ColumnNode node, int slotCount) {
        return switch (node) {
            case ColumnNode.Leaf(int leaf) -> leaves[leaf];
            case ColumnNode.Nulls(int leaf, var type) ->
                    IcebergValues.repeat(type, null, leaves[leaf].length());
            case ColumnNode.Constant(var type, var value) ->
                    IcebergValues.repeat(type, value, slotCount);
            case ColumnNode.ListColumn list -> list(list, slotCount);
            case ColumnNode.MapColumn map -> map(map, slotCount);
            case ColumnNode.StructColumn struct -> struct(struct, slotCount);
            case ColumnNode.Variants(var stored, var column) ->
                    column.assemble((StructVector) struct(stored, slotCount));
            case ColumnNode.Positions positions -> new SequenceVector(firstPosition, 1, slotCount);
            case ColumnNode.RowIds(var stored, var first) -> rowIds(stored, first, slotCount);
            case ColumnNode.Coalesce(var stored, long fallback) ->
                    IcebergValues.inherited(build(stored, slotCount), fallback, 0);
        };
    }

    private Vector rowIds(@Nullable ColumnNode stored, @Nullable Long first, int slotCount) {
        if (first == null) {
            return stored == null
                    ? Vectors.nulls(DataType.BIGINT, slotCount)
                    : build(stored, slotCount);
        }
        return stored == null
                ? new SequenceVector(first + firstPosition, 1, slotCount)
                : IcebergValues.inherited(build(stored, slotCount), first + firstPosition, 1);
    }

    private Vector struct(ColumnNode.StructColumn struct, int slotCount) {
        List<Vector> fields = new ArrayList<>();
        for (ColumnNode field : struct.fields()) {
            fields.add(build(field, slotCount));
        }
        ColumnNode.Slots slots = struct.slots();
        long[] validity =
                struct.presentDefinition() > slots.parentDefinition()
                        ? structValidity(struct, slotCount)
                        : null;
        return new StructVector(struct.type(), fields, validity, slotCount);
    }

    private long @Nullable [] structValidity(ColumnNode.StructColumn struct, int slotCount) {
        ColumnNode.Slots slots = struct.slots();
        Levels levels = levels(slots);
        long[] validity = Bitmaps.allClear(slotCount);
        int slot = 0;
        int present = 0;
        for (int i = 0; i < levels.count; i++) {
            int definition = levels.definition[i];
            if (repetition(levels, i) > slots.parentRepetition()
                    || definition < slots.parentDefinition()) {
                continue;
            }
            if (definition >= struct.presentDefinition()) {
                Bitmaps.set(validity, slot);
                present++;
            }
            slot++;
        }
        return present == slotCount ? null : validity;
    }

    private Levels levels(ColumnNode.Slots slots) {
        return Objects.requireNonNull(readers[slots.levelsOf()]).levels();
    }

    /// Levels of columns that do not repeat hold no repetition levels.
    private static int repetition(Levels levels, int entry) {
        return levels.repetition[entry];
    }

    /// Offsets and validity of a list or map column.
    private record Shape(int[] offsets, long @Nullable [] validity) {}

    private Shape shape(ColumnNode.Slots slots, int repetition, int elementDefinition, int count) {
        Levels levels = levels(slots);
        int[] offsets = new int[count + 1];
        long[] validity = Bitmaps.allClear(count);
        int slot = -1;
        int present = 0;
        int elements = 0;
        for (int i = 0; i < levels.count; i++) {
            int repeated = levels.repetition[i];
            int definition = levels.definition[i];
            if (repeated <= slots.parentRepetition()) {
                if (definition < slots.parentDefinition()) {
                    continue;
                }
                slot++;
                offsets[slot] = elements;
                if (definition >= elementDefinition - 1) {
                    Bitmaps.set(validity, slot);
                    present++;
                }
            }
            if (repeated <= repetition && definition >= elementDefinition) {
                elements++;
            }
        }
        if (slot + 1 != count) {
            throw new IllegalStateException(
                    "Levels tell of %d lists where there are %d".formatted(slot + 1, count));
        }
        offsets[count] = elements;
        return new Shape(offsets, present == count ? null : validity);
    }

    private Vector list(ColumnNode.ListColumn list, int slotCount) {
        Shape shape = shape(list.slots(), list.repetition(), list.elementDefinition(), slotCount);
        Vector elements = build(list.element(), shape.offsets()[slotCount]);
        checkLength(elements, shape.offsets()[slotCount]);
        return new ListVector(list.type(), shape.offsets(), elements, shape.validity(), slotCount);
    }

    private Vector map(ColumnNode.MapColumn map, int slotCount) {
        Shape shape = shape(map.slots(), map.repetition(), map.elementDefinition(), slotCount);
        int entryCount = shape.offsets()[slotCount];
        Vector keys = build(map.key(), entryCount);
        Vector values = build(map.value(), entryCount);
        checkLength(keys, entryCount);
        checkLength(values, entryCount);
        return new MapVector(
                map.type(), shape.offsets(), keys, values, shape.validity(), slotCount);
    }

    private static void checkLength(Vector vector, int expected) {
        if (vector.length() != expected) {
            throw new IllegalStateException(
                    "A column of %d elements where its levels tell of %d"
                            .formatted(vector.length(), expected));
        }
    }

    /// The vector of the top-level column `node`, for `rowCount` rows.
    Vector column(ColumnNode node, int rowCount) {
        Vector vector = build(node, rowCount);
        checkLength(vector, rowCount);
        return vector;
    }
}
