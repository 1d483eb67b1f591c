package dev.tarn.engine.command;

import dev.tarn.engine.statement.FieldClauses;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Iceberg's types with what a text says of the fields within them.
final class NestedTypes {
    private final Map<String, FieldClauses> clauses;

    private NestedTypes(Map<String, FieldClauses> clauses) {
        this.clauses = clauses;
    }

    /// `type`, all of whose fields are optional, with `clauses` by path.
    static Type with(Type type, Map<String, FieldClauses> clauses) {
        return clauses.isEmpty() ? type : new NestedTypes(clauses).type("", type);
    }

    private Type type(String prefix, Type type) {
        return switch (type) {
            case Types.StructType struct -> {
                List<Types.NestedField> fields = new ArrayList<>();
                for (Types.NestedField field : struct.fields()) {
                    fields.add(field(prefix + field.name(), field));
                }
                yield Types.StructType.of(fields);
            }
            case Types.ListType list -> {
                Type element = type(prefix + "element.", list.elementType());
                yield isRequired(prefix + "element")
                        ? Types.ListType.ofRequired(list.elementId(), element)
                        : Types.ListType.ofOptional(list.elementId(), element);
            }
            case Types.MapType map -> {
                Type value = type(prefix + "value.", map.valueType());
                yield isRequired(prefix + "value")
                        ? Types.MapType.ofRequired(map.keyId(), map.valueId(), map.keyType(), value)
                        : Types.MapType.ofOptional(
                                map.keyId(), map.valueId(), map.keyType(), value);
            }
            default -> type;
        };
    }

    private Types.NestedField field(String path, Types.NestedField field) {
        FieldClauses said = clauses.get(path);
        return Types.NestedField.builder()
                .withId(field.fieldId())
                .withName(field.name())
                .isOptional(!isRequired(path))
                .ofType(type(path + ".", field.type()))
                .withDoc(said == null ? null : said.comment())
                .build();
    }

    private boolean isRequired(String path) {
        FieldClauses said = clauses.get(path);
        return said != null && said.required();
    }
}
