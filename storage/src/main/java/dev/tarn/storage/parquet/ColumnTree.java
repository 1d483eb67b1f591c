package dev.tarn.storage.parquet;

import dev.tarn.columnar.DataType;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.parquet.encoding.LeafConversion;
import dev.tarn.storage.parquet.encoding.LeafConversions;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The leaf columns of a file that a projection needs, and how to put its columns together from
/// them.
///
/// `columnLeaves` are the numbers of the leaves that each of `columns` is put together from.
record ColumnTree(
        List<LeafColumn> leaves, List<ColumnNode> columns, List<List<Integer>> columnLeaves) {

    /// Matches the request's projection against `file`, whose fields have ids.
    ///
    /// @throws StorageException UNSUPPORTED where the file's type does not become the column's
    static ColumnTree of(MessageType file, FileReadRequest request) {
        Builder builder = new Builder(file, request);
        List<ColumnNode> columns = new ArrayList<>();
        Position top = new Position(new String[0], 0, 0);
        List<List<Integer>> columnLeaves = new ArrayList<>();
        for (Types.NestedField field : request.projection().columns()) {
            ColumnNode column = builder.topLevel(field, file, top);
            columns.add(column);
            TreeSet<Integer> leaves = new TreeSet<>();
            addLeaves(column, leaves);
            columnLeaves.add(List.copyOf(leaves));
        }
        return new ColumnTree(
                List.copyOf(builder.leaves), List.copyOf(columns), List.copyOf(columnLeaves));
    }

    private static void addLeaves(ColumnNode node, Set<Integer> leaves) {
        switch (node) {
            case ColumnNode.Leaf(int leaf) -> leaves.add(leaf);
            case ColumnNode.Nulls(int leaf, var _) -> leaves.add(leaf);
            case ColumnNode.ListColumn list -> {
                leaves.add(list.slots().levelsOf());
                addLeaves(list.element(), leaves);
            }
            case ColumnNode.MapColumn map -> {
                leaves.add(map.slots().levelsOf());
                addLeaves(map.key(), leaves);
                addLeaves(map.value(), leaves);
            }
            case ColumnNode.StructColumn struct -> {
                leaves.add(struct.slots().levelsOf());
                struct.fields().forEach(field -> addLeaves(field, leaves));
            }
            case ColumnNode.Variants(var stored, var _) -> addLeaves(stored, leaves);
            case ColumnNode.Constant _, ColumnNode.Positions _ -> {}
            case ColumnNode.RowIds(var stored, var _) -> {
                if (stored != null) {
                    addLeaves(stored, leaves);
                }
            }
            case ColumnNode.Coalesce(var stored, long _) -> addLeaves(stored, leaves);
        }
    }

    /// A group's path, and the levels of the innermost repeated group down to it.
    private record Position(String[] path, int repetition, int elementDefinition) {
        Position in(String name) {
            String[] longer = java.util.Arrays.copyOf(path, path.length + 1);
            longer[path.length] = name;
            return new Position(longer, repetition, elementDefinition);
        }

        Position repeated(MessageType file) {
            return new Position(
                    path, file.getMaxRepetitionLevel(path), file.getMaxDefinitionLevel(path));
        }
    }

    private static final class Builder {
        final MessageType file;
        final FileReadRequest request;
        final List<LeafColumn> leaves = new ArrayList<>();
        final Map<List<String>, Integer> leafNumbers = new HashMap<>();

        Builder(MessageType file, FileReadRequest request) {
            this.file = file;
            this.request = request;
        }

        ColumnNode topLevel(Types.NestedField field, GroupType group, Position position) {
            int id = field.fieldId();
            if (id == MetadataColumns.ROW_POSITION.fieldId()) {
                return new ColumnNode.Positions();
            }
            if (id == MetadataColumns.IS_DELETED.fieldId()) {
                return new ColumnNode.Constant(field.type(), false);
            }
            if (id == MetadataColumns.ROW_ID.fieldId()) {
                Type stored = byId(group, id);
                return new ColumnNode.RowIds(
                        stored == null ? null : field(field, stored, position),
                        request.firstRowId());
            }
            if (id == MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId()) {
                Type stored = byId(group, id);
                Long sequence = request.firstRowId() == null ? null : request.sequenceNumber();
                if (stored == null) {
                    return new ColumnNode.Constant(field.type(), sequence);
                }
                ColumnNode node = field(field, stored, position);
                return sequence == null ? node : new ColumnNode.Coalesce(node, sequence);
            }
            return child(field, group, position);
        }

        private @Nullable Type byId(GroupType group, int id) {
            for (Type field : group.getFields()) {
                if (field.getId() != null && field.getId().intValue() == id) {
                    return field;
                }
            }
            return null;
        }

        private ColumnNode child(Types.NestedField field, GroupType group, Position position) {
            Type stored = byId(group, field.fieldId());
            if (stored != null
                    && field.type().typeId() != org.apache.iceberg.types.Type.TypeID.UNKNOWN) {
                return field(field, stored, position);
            }
            Object value =
                    request.constants().containsKey(field.fieldId())
                            ? request.constants().get(field.fieldId())
                            : field.initialDefault();
            return new ColumnNode.Constant(field.type(), value);
        }

        private ColumnNode field(Types.NestedField field, Type stored, Position parent) {
            Position position = parent.in(stored.getName());
            if (stored.isRepetition(Type.Repetition.REPEATED)) {
                return bareList(field, stored, parent, position);
            }
            return node(field.type(), stored, position);
        }

        /// A repeated field outside a list: a list that is never null.
        private ColumnNode bareList(
                Types.NestedField field, Type stored, Position parent, Position position) {
            Position inside = position.repeated(file);
            if (!field.type().isListType()) {
                throw refused(stored, position, field.type());
            }
            ColumnNode element = node(field.type().asListType().elementType(), stored, inside);
            return new ColumnNode.ListColumn(
                    IcebergTypes.dataType(field.type()),
                    slots(element, stored, parent, position),
                    inside.repetition(),
                    inside.elementDefinition(),
                    element);
        }

        private ColumnNode node(
                org.apache.iceberg.types.Type type, Type stored, Position position) {
            if (type.typeId() == org.apache.iceberg.types.Type.TypeID.UNKNOWN) {
                // The leaf is read for the levels that tell how many values there are.
                return new ColumnNode.Nulls(firstLeaf(stored, position), type);
            }
            if (type.isPrimitiveType()) {
                if (!stored.isPrimitive()) {
                    throw refused(stored, position, type);
                }
                return new ColumnNode.Leaf(leaf(position, IcebergTypes.dataType(type)));
            }
            if (stored.isPrimitive()) {
                throw refused(stored, position, type);
            }
            GroupType group = stored.asGroupType();
            return switch (type.typeId()) {
                case STRUCT -> struct(type.asStructType(), group, position);
                case LIST -> list(type.asListType(), group, position);
                case MAP -> map(type.asMapType(), group, position);
                case VARIANT -> variants(group, position);
                default -> throw refused(stored, position, type);
            };
        }

        /// The parts of a variant are found by the places of their names: they have no ids.
        private ColumnNode variants(GroupType group, Position position) {
            String name = String.join(".", position.path());
            GroupType parts = ParquetSchemas.withAssignedIds(group);
            VariantColumn column = VariantColumn.of(parts, name);
            Types.StructType type = ParquetSchemas.structType(parts, name);
            return new ColumnNode.Variants(struct(type, parts, position), column);
        }

        private ColumnNode.StructColumn struct(
                Types.StructType type, GroupType group, Position position) {
            List<ColumnNode> fields = new ArrayList<>();
            for (Types.NestedField field : type.fields()) {
                fields.add(child(field, group, position));
            }
            int present = file.getMaxDefinitionLevel(position.path());
            Integer levels = null;
            for (ColumnNode field : fields) {
                levels = levels == null ? levelsOf(field) : levels;
            }
            ColumnNode.Slots slots =
                    new ColumnNode.Slots(
                            withLevels(levels, group, position),
                            position.repetition(),
                            position.elementDefinition());
            return new ColumnNode.StructColumn(IcebergTypes.dataType(type), slots, present, fields);
        }

        private ColumnNode list(Types.ListType type, GroupType group, Position position) {
            if (!ParquetShapes.isList(group)) {
                throw refused(group, position, type);
            }
            Type repeated = group.getType(0);
            Type element = ParquetShapes.element(group);
            Position inside = position.in(repeated.getName()).repeated(file);
            Position at = element == repeated ? inside : inside.in(element.getName());
            ColumnNode node = node(type.elementType(), element, at);
            return new ColumnNode.ListColumn(
                    IcebergTypes.dataType(type),
                    slots(node, group, position, position),
                    inside.repetition(),
                    inside.elementDefinition(),
                    node);
        }

        private ColumnNode map(Types.MapType type, GroupType group, Position position) {
            if (!ParquetShapes.isMap(group)) {
                throw refused(group, position, type);
            }
            GroupType entry = group.getType(0).asGroupType();
            Position inside = position.in(entry.getName()).repeated(file);
            ColumnNode key =
                    node(type.keyType(), entry.getType(0), inside.in(entry.getType(0).getName()));
            ColumnNode value =
                    node(type.valueType(), entry.getType(1), inside.in(entry.getType(1).getName()));
            return new ColumnNode.MapColumn(
                    IcebergTypes.dataType(type),
                    slots(key, group, position, position),
                    inside.repetition(),
                    inside.elementDefinition(),
                    key,
                    value);
        }

        private ColumnNode.Slots slots(
                ColumnNode inner, Type group, Position parent, Position position) {
            return new ColumnNode.Slots(
                    withLevels(levelsOf(inner), group, position),
                    parent.repetition(),
                    parent.elementDefinition());
        }

        private @Nullable Integer levelsOf(ColumnNode node) {
            return switch (node) {
                case ColumnNode.Leaf(int leaf) -> leaf;
                case ColumnNode.Nulls(int leaf, var type) -> leaf;
                case ColumnNode.ListColumn list -> list.slots().levelsOf();
                case ColumnNode.MapColumn map -> map.slots().levelsOf();
                case ColumnNode.StructColumn struct -> struct.slots().levelsOf();
                case ColumnNode.Variants(var stored, var _) -> stored.slots().levelsOf();
                case ColumnNode.Constant constant -> null;
                case ColumnNode.Positions positions -> null;
                case ColumnNode.RowIds ids -> null;
                case ColumnNode.Coalesce coalesce -> null;
            };
        }

        /// Marks a leaf as one whose levels are wanted; where no field of the group is read, its
        /// first leaf is read for the levels alone.
        private int withLevels(@Nullable Integer leaf, Type group, Position position) {
            int number = leaf != null ? leaf : firstLeaf(group, position);
            LeafColumn column = leaves.get(number);
            leaves.set(
                    number,
                    new LeafColumn(
                            column.descriptor(),
                            column.elementDefinition(),
                            true,
                            column.type(),
                            column.conversion()));
            return number;
        }

        private int firstLeaf(Type type, Position start) {
            Position position = start;
            Type at = type;
            while (!at.isPrimitive()) {
                at = at.asGroupType().getType(0);
                position = position.in(at.getName());
                if (at.isRepetition(Type.Repetition.REPEATED)) {
                    position = position.repeated(file);
                }
            }
            return leaf(position, null);
        }

        private int leaf(Position position, @Nullable DataType target) {
            Integer known = leafNumbers.get(List.of(position.path()));
            if (known != null) {
                return known;
            }
            ColumnDescriptor descriptor = file.getColumnDescription(position.path());
            LeafConversion conversion =
                    target == null
                            ? raw -> raw
                            : LeafConversions.of(
                                    descriptor.getPrimitiveType(),
                                    target,
                                    String.join(".", position.path()));
            leaves.add(
                    new LeafColumn(
                            descriptor, position.elementDefinition(), false, target, conversion));
            leafNumbers.put(List.of(position.path()), leaves.size() - 1);
            return leaves.size() - 1;
        }

        private StorageException refused(
                Type stored, Position position, org.apache.iceberg.types.Type type) {
            return new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Column %s of %s holds '%s', which cannot be read as %s"
                            .formatted(
                                    String.join(".", position.path()),
                                    request.file().location(),
                                    Objects.requireNonNullElse(
                                                    stored.getLogicalTypeAnnotation(), stored)
                                            .toString(),
                                    type));
        }
    }
}
