package dev.tarn.storage.orc;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;

/// Columns as Iceberg's mapping to ORC takes them: without the defaults of rows that are older,
/// which it refuses, and which are put in where a file lacks a column.
final class WithoutDefaults {
    private WithoutDefaults() {}

    /// `column`, which a file may lack.
    static Types.NestedField column(Types.NestedField column) {
        return field(column, true);
    }

    private static Types.NestedField field(Types.NestedField field, boolean optional) {
        return Types.NestedField.builder()
                .withId(field.fieldId())
                .withName(field.name())
                .isOptional(optional)
                .ofType(type(field.type()))
                .withDoc(field.doc())
                .build();
    }

    private static Type type(Type type) {
        return switch (type) {
            case Types.StructType struct -> {
                List<Types.NestedField> fields = new ArrayList<>();
                for (Types.NestedField field : struct.fields()) {
                    boolean optional = field.isOptional() || field.initialDefault() != null;
                    fields.add(field(field, optional));
                }
                yield Types.StructType.of(fields);
            }
            case Types.ListType list -> {
                Type element = type(list.elementType());
                yield list.isElementOptional()
                        ? Types.ListType.ofOptional(list.elementId(), element)
                        : Types.ListType.ofRequired(list.elementId(), element);
            }
            case Types.MapType map -> {
                Type key = type(map.keyType());
                Type value = type(map.valueType());
                yield map.isValueOptional()
                        ? Types.MapType.ofOptional(map.keyId(), map.valueId(), key, value)
                        : Types.MapType.ofRequired(map.keyId(), map.valueId(), key, value);
            }
            default -> type;
        };
    }
}
