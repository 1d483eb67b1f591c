package dev.tarn.storage.parquet;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.variants.ShreddedObject;
import org.apache.iceberg.variants.ValueArray;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A variant, a field of one, or an element: a group with the column `value` of encoded bytes, the
/// column `typed_value` of another type, or both. Ordinals are those of the group's fields, -1
/// where it has none.
///
/// A value is in `typed_value` where that is not null, else in `value`; only an object may be in
/// both, with different fields. Where both are null there is no value. Source: Parquet format,
/// VariantShredding.md.
record ShreddedValue(int value, int typed, @Nullable Form form) {
    private static final String VALUE = "value";
    private static final String TYPED_VALUE = "typed_value";

    /// What a `typed_value` column is.
    sealed interface Form {

        /// One of the primitive types of variants.
        record Primitive(ShreddedPrimitive type) implements Form {}

        /// A list, whose elements are groups.
        record Array(ShreddedValue element) implements Form {}

        /// A group with a group for each field.
        record Fields(List<String> names, List<ShreddedValue> values) implements Form {}
    }

    /// How `group`, the column `name`, keeps values.
    ///
    /// @throws StorageException UNSUPPORTED for what variants are not shredded into
    static ShreddedValue of(GroupType group, String name) {
        int value = group.containsField(VALUE) ? group.getFieldIndex(VALUE) : -1;
        int typed = group.containsField(TYPED_VALUE) ? group.getFieldIndex(TYPED_VALUE) : -1;
        if (value < 0 && typed < 0 || value >= 0 && !group.getType(value).isPrimitive()) {
            throw refused(group, name);
        }
        Form form = typed < 0 ? null : form(group.getType(typed), name + "." + TYPED_VALUE);
        return new ShreddedValue(value, typed, form);
    }

    private static Form form(Type type, String name) {
        if (type.isPrimitive()) {
            ShreddedPrimitive primitive = ShreddedPrimitive.of(type.asPrimitiveType());
            if (primitive == null) {
                throw refused(type, name);
            }
            return new Form.Primitive(primitive);
        }
        GroupType group = type.asGroupType();
        if (ParquetShapes.isList(group)) {
            return new Form.Array(group(ParquetShapes.element(group), name + ".element"));
        }
        List<String> names = new ArrayList<>();
        List<ShreddedValue> values = new ArrayList<>();
        for (Type field : group.getFields()) {
            names.add(field.getName());
            values.add(group(field, name + "." + field.getName()));
        }
        return new Form.Fields(names, values);
    }

    private static ShreddedValue group(Type type, String name) {
        if (type.isPrimitive()) {
            throw refused(type, name);
        }
        return of(type.asGroupType(), name);
    }

    static StorageException refused(Type type, String name) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "Column %s holds '%s', into which variants are not shredded".formatted(name, type));
    }

    /// `struct` with flat vectors on all levels, so that rows can be looked at one by one.
    static StructVector flattened(StructVector struct) {
        List<Vector> fields = new ArrayList<>();
        for (Vector field : struct.fields()) {
            fields.add(flattened(field));
        }
        return new StructVector(struct.type(), fields, struct.validity(), struct.length());
    }

    private static FlatVector flattened(Vector vector) {
        return switch (vector.flatten()) {
            case StructVector struct -> flattened(struct);
            case ListVector list ->
                    new ListVector(
                            list.type(),
                            list.offsets(),
                            flattened(list.elements()),
                            list.validity(),
                            list.length());
            case FlatVector flat -> flat;
        };
    }

    /// The value at `row` of the group `struct`, which is [#flattened]; null where there is none.
    ///
    /// @throws IllegalStateException where the two columns contradict each other
    @Nullable VariantValue at(StructVector struct, int row, VariantMetadata metadata) {
        VariantValue encoded = encoded(struct, row, metadata);
        if (form == null) {
            return encoded;
        }
        FlatVector column = (FlatVector) struct.fields().get(typed);
        if (column.isNull(row)) {
            return encoded;
        }
        if (encoded != null && !(form instanceof Form.Fields)) {
            throw new IllegalStateException("a variant is in both value and typed_value");
        }
        return switch (form) {
            case Form.Primitive(var type) -> type.at(column, row);
            case Form.Array(var element) -> array((ListVector) column, row, element, metadata);
            case Form.Fields fields ->
                    object((StructVector) column, row, fields, metadata, encoded);
        };
    }

    private @Nullable VariantValue encoded(StructVector struct, int row, VariantMetadata metadata) {
        if (value < 0) {
            return null;
        }
        BytesVector bytes = (BytesVector) struct.fields().get(value);
        return bytes.isNull(row)
                ? null
                : VariantValue.from(metadata, VariantColumn.littleEndian(bytes.bytes(row)));
    }

    private static VariantValue array(
            ListVector list, int row, ShreddedValue element, VariantMetadata metadata) {
        ValueArray array = Variants.array();
        StructVector elements = (StructVector) list.elements();
        for (int i = list.offsets()[row]; i < list.offsets()[row + 1]; i++) {
            VariantValue found = element.at(elements, i, metadata);
            array.add(found == null ? Variants.ofNull() : found);
        }
        return array;
    }

    private static VariantValue object(
            StructVector struct,
            int row,
            Form.Fields fields,
            VariantMetadata metadata,
            @Nullable VariantValue others) {
        if (others != null && others.type() != org.apache.iceberg.variants.PhysicalType.OBJECT) {
            throw new IllegalStateException(
                    "a variant has fields in typed_value, and in value what is no object");
        }
        ShreddedObject object =
                others == null
                        ? Variants.object(metadata)
                        : Variants.object(metadata, others.asObject());
        for (int i = 0; i < fields.names().size(); i++) {
            StructVector field = (StructVector) struct.fields().get(i);
            VariantValue found = fields.values().get(i).at(field, row, metadata);
            if (found == null) {
                object.remove(fields.names().get(i));
            } else {
                object.put(fields.names().get(i), found);
            }
        }
        return object;
    }
}
