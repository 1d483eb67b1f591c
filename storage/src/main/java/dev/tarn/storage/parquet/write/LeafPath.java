package dev.tarn.storage.parquet.write;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;

import java.util.ArrayList;
import java.util.List;

/// The way from a top-level column of a batch, number `ordinal`, to one leaf column of a file.
record LeafPath(int ordinal, List<Step> steps, ColumnDescriptor descriptor) {
    LeafPath {
        steps = List.copyOf(steps);
    }

    /// Where a step leads from a vector.
    enum Into {
        VALUE,
        FIELD,
        ELEMENT,
        KEY,
        MAP_VALUE
    }

    /// One vector on the way: whether its values may be null, and where to go on. `ordinal` is that
    /// of a struct's field, `repetition` the level of a list's elements or a map's entries.
    record Step(boolean optional, Into into, int ordinal, int repetition) {}

    String name() {
        return String.join(".", descriptor.getPath());
    }

    /// The leaves of `file`, which was made from `schema`, in the file's order.
    static List<LeafPath> all(Schema schema, MessageType file) {
        List<LeafPath> leaves = new ArrayList<>();
        List<Types.NestedField> columns = schema.columns();
        for (int ordinal = 0; ordinal < columns.size(); ordinal++) {
            Types.NestedField column = columns.get(ordinal);
            org.apache.parquet.schema.Type stored = byId(file, column.fieldId());
            if (stored != null) {
                Walk walk = new Walk(file, ordinal, leaves);
                walk.field(
                        column.isOptional(), column.type(), stored, new Path(List.of(), List.of()));
            }
        }
        leaves.sort(
                java.util.Comparator.comparingInt(
                        leaf -> file.getColumns().indexOf(leaf.descriptor())));
        return leaves;
    }

    private static org.apache.parquet.schema.@org.jspecify.annotations.Nullable Type byId(
            GroupType group, int id) {
        for (org.apache.parquet.schema.Type field : group.getFields()) {
            if (field.getId() != null && field.getId().intValue() == id) {
                return field;
            }
        }
        return null;
    }

    /// Steps so far and the names in the file so far.
    private record Path(List<Step> steps, List<String> names) {
        Path step(Step step) {
            List<Step> longer = new ArrayList<>(steps);
            longer.add(step);
            return new Path(longer, names);
        }

        Path name(String name) {
            List<String> longer = new ArrayList<>(names);
            longer.add(name);
            return new Path(steps, longer);
        }
    }

    private record Walk(MessageType file, int ordinal, List<LeafPath> leaves) {
        void field(
                boolean optional, Type type, org.apache.parquet.schema.Type stored, Path parent) {
            Path path = parent.name(stored.getName());
            switch (type.typeId()) {
                case STRUCT -> {
                    List<Types.NestedField> fields = type.asStructType().fields();
                    for (int i = 0; i < fields.size(); i++) {
                        Types.NestedField field = fields.get(i);
                        org.apache.parquet.schema.Type child =
                                byId(stored.asGroupType(), field.fieldId());
                        if (child != null) {
                            field(
                                    field.isOptional(),
                                    field.type(),
                                    child,
                                    path.step(new Step(optional, Into.FIELD, i, 0)));
                        }
                    }
                }
                case VARIANT -> {
                    List<org.apache.parquet.schema.Type> parts = stored.asGroupType().getFields();
                    for (int i = 0; i < parts.size(); i++) {
                        leaf(
                                path.step(new Step(optional, Into.FIELD, i, 0))
                                        .name(parts.get(i).getName()),
                                false);
                    }
                }
                case LIST -> {
                    Types.ListType list = type.asListType();
                    GroupType repeated = stored.asGroupType().getType(0).asGroupType();
                    Path inside = path.name(repeated.getName());
                    Step step = new Step(optional, Into.ELEMENT, 0, repetition(inside));
                    field(
                            list.isElementOptional(),
                            list.elementType(),
                            repeated.getType(0),
                            inside.step(step));
                }
                case MAP -> {
                    Types.MapType map = type.asMapType();
                    GroupType entry = stored.asGroupType().getType(0).asGroupType();
                    Path inside = path.name(entry.getName());
                    int level = repetition(inside);
                    field(
                            false,
                            map.keyType(),
                            entry.getType(0),
                            inside.step(new Step(optional, Into.KEY, 0, level)));
                    field(
                            map.isValueOptional(),
                            map.valueType(),
                            entry.getType(1),
                            inside.step(new Step(optional, Into.MAP_VALUE, 0, level)));
                }
                default -> leaf(path, optional);
            }
        }

        private void leaf(Path path, boolean optional) {
            leaves.add(
                    new LeafPath(
                            ordinal,
                            path.step(new Step(optional, Into.VALUE, 0, 0)).steps(),
                            file.getColumnDescription(path.names().toArray(new String[0]))));
        }

        private int repetition(Path path) {
            return file.getMaxRepetitionLevel(path.names().toArray(new String[0]));
        }
    }
}
