package dev.tarn.storage.orc;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.orc.ORCSchemaUtil;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.orc.TypeDescription;

import java.util.ArrayList;
import java.util.List;

/// ORC types as Iceberg's, for files that belong to no table.
final class OrcSchemas {
    private static final String ID = "iceberg.id";

    private OrcSchemas() {}

    /// The columns of a file: as Iceberg wrote them where it did, else with ids 1, 2, … in the
    /// order in which fields are met. A file whose root is not a struct has no columns to read.
    static Schema schema(TypeDescription root) {
        if (root.getCategory() != TypeDescription.Category.STRUCT) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "The rows of the file are '%s', not structs".formatted(root));
        }
        boolean carriesIds =
                !root.getChildren().isEmpty()
                        && root.getChildren().stream().allMatch(OrcSchemas::carriesId);
        return carriesIds
                ? ORCSchemaUtil.convert(root)
                : new Schema(fields(root, "", new int[] {1}));
    }

    static boolean carriesId(TypeDescription column) {
        return column.getAttributeValue(ID) != null;
    }

    private static List<Types.NestedField> fields(
            TypeDescription struct, String prefix, int[] next) {
        List<Types.NestedField> fields = new ArrayList<>();
        for (int i = 0; i < struct.getChildren().size(); i++) {
            String name = struct.getFieldNames().get(i);
            int id = next[0]++;
            Type type = type(struct.getChildren().get(i), prefix + name, next);
            fields.add(Types.NestedField.optional(id, name, type));
        }
        return fields;
    }

    private static Type type(TypeDescription type, String name, int[] next) {
        return switch (type.getCategory()) {
            case BOOLEAN -> Types.BooleanType.get();
            case BYTE, SHORT, INT -> Types.IntegerType.get();
            case LONG -> Types.LongType.get();
            case FLOAT -> Types.FloatType.get();
            case DOUBLE -> Types.DoubleType.get();
            case STRING, CHAR, VARCHAR -> Types.StringType.get();
            case BINARY -> Types.BinaryType.get();
            case DATE -> Types.DateType.get();
            case TIMESTAMP -> Types.TimestampType.withoutZone();
            case TIMESTAMP_INSTANT -> Types.TimestampType.withZone();
            case DECIMAL -> Types.DecimalType.of(type.getPrecision(), type.getScale());
            case LIST -> {
                int id = next[0]++;
                Type element = type(type.getChildren().getFirst(), name + ".element", next);
                yield Types.ListType.ofOptional(id, element);
            }
            case MAP -> {
                int key = next[0]++;
                int value = next[0]++;
                yield Types.MapType.ofOptional(
                        key,
                        value,
                        type(type.getChildren().getFirst(), name + ".key", next),
                        type(type.getChildren().getLast(), name + ".value", next));
            }
            case STRUCT -> Types.StructType.of(fields(type, name + ".", next));
            case UNION, Geometry, Geography ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "Column %s holds '%s', for which Iceberg has no type"
                                    .formatted(name, type));
        };
    }
}
