package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a Parquet file tells of itself at its end: schema, row groups, and where everything is.
///
/// Holds the bytes it was read from; the metadata of column chunks and the key-value pairs are
/// decoded when they are asked for, so that a file of thousands of columns costs what is used of
/// it. Immutable, so threads may share it.
public final class Footer {
    /// Bytes after the footer: its length, and the magic that ends every file.
    public static final int TAIL_BYTES = 8;

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ENCRYPTED = "PARE".getBytes(StandardCharsets.US_ASCII);

    /// How values of a column compare, for its bounds.
    public enum Order {
        /// As the column's type says.
        TYPE_DEFINED,
        /// Floating point numbers in the total order of IEEE 754.
        IEEE_754_TOTAL,
        /// In an order that we do not know: bounds are of no use.
        OTHER
    }

    private final byte[] bytes;
    private final long fileBytes;
    private final int version;
    private final long rowCount;
    private final @Nullable String createdBy;
    private final SchemaNode schema;
    private final List<SchemaNode> leaves;
    private final List<Order> orders;
    private final List<RowGroup> rowGroups;
    private final int keyValuesOffset;

    private Footer(Fields fields, byte[] bytes, long fileBytes) {
        this.bytes = bytes;
        this.fileBytes = fileBytes;
        this.version = fields.version;
        this.rowCount = fields.rowCount;
        this.createdBy = fields.createdBy;
        List<SchemaNode> found = new ArrayList<>();
        this.schema = SchemaNode.tree(fields.elements, found);
        this.leaves = List.copyOf(found);
        this.orders = List.copyOf(fields.orders);
        this.keyValuesOffset = fields.keyValuesOffset;
        this.rowGroups = rowGroups(fields.rowGroups);
    }

    private List<RowGroup> rowGroups(List<RowGroup.Fields> fields) {
        List<RowGroup> groups = new ArrayList<>();
        long position = 0;
        for (RowGroup.Fields group : fields) {
            if (group.columnCount() != leaves.size()) {
                throw FormatException.malformed(
                        "a footer has row group %d of %d columns where the schema has %d"
                                .formatted(groups.size(), group.columnCount(), leaves.size()));
            }
            groups.add(group.in(this, groups.size(), position));
            position += group.rowCount();
            if (position < 0) {
                throw FormatException.malformed("a footer has more rows than can be counted");
            }
        }
        return List.copyOf(groups);
    }

    /// The length of the footer, which ends where the tail begins; `tail[to - 8..to)` are the last
    /// bytes of a file of `fileBytes`.
    ///
    /// @throws FormatException if the file is no Parquet file, or its footer is encrypted
    public static int lengthBytes(byte[] tail, int to, long fileBytes) {
        if (fileBytes < MAGIC.length + TAIL_BYTES || to < TAIL_BYTES) {
            throw FormatException.malformed(
                    "%d bytes, too few for a Parquet file".formatted(fileBytes));
        }
        byte[] magic = Arrays.copyOfRange(tail, to - MAGIC.length, to);
        if (Arrays.equals(magic, ENCRYPTED)) {
            throw FormatException.unsupported("an encrypted footer, which is not supported");
        }
        if (!Arrays.equals(magic, MAGIC)) {
            throw FormatException.malformed(
                    "%s in the place of PAR1 at its end".formatted(Arrays.toString(magic)));
        }
        int at = to - TAIL_BYTES;
        int length =
                tail[at] & 255
                        | (tail[at + 1] & 255) << 8
                        | (tail[at + 2] & 255) << 16
                        | tail[at + 3] << 24;
        if (length <= 0 || length > fileBytes - TAIL_BYTES - MAGIC.length) {
            throw FormatException.malformed(
                    "a footer of %d bytes in a file of %d".formatted(length, fileBytes));
        }
        return length;
    }

    /// Reads the footer of a file of `fileBytes` from `bytes[from..to)`, of which it keeps a copy.
    ///
    /// @throws FormatException if it is not what the format says
    public static Footer read(byte[] bytes, int from, int to, long fileBytes) {
        byte[] own = Arrays.copyOfRange(bytes, from, to);
        Fields fields = new Fields();
        fields.read(new CompactReader(own, 0, own.length, "a footer"));
        return new Footer(fields, own, fileBytes);
    }

    public int version() {
        return version;
    }

    public long rowCount() {
        return rowCount;
    }

    /// What wrote the file, in its own words.
    public @Nullable String createdBy() {
        return createdBy;
    }

    /// The root of the schema; its children are the columns.
    public SchemaNode schema() {
        return schema;
    }

    /// The columns that hold values, in the order of their chunks in each row group.
    public List<SchemaNode> leaves() {
        return leaves;
    }

    /// The order of the bounds of column `leaf`.
    public Order order(int leaf) {
        return leaf < orders.size() ? orders.get(leaf) : Order.TYPE_DEFINED;
    }

    public List<RowGroup> rowGroups() {
        return rowGroups;
    }

    /// What the writer noted, decoded at each call; a key without a value has the empty string.
    public Map<String, String> keyValues() {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (keyValuesOffset < 0) {
            return pairs;
        }
        CompactReader in =
                new CompactReader(bytes, keyValuesOffset, bytes.length, "a footer's metadata");
        int count = in.listElements(CompactReader.STRUCT, "key-value pairs");
        for (int i = 0; i < count; i++) {
            String key = "";
            String value = "";
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId()) {
                    case 1 -> key = in.readString();
                    case 2 -> value = in.readString();
                    default -> in.skipField();
                }
            }
            in.require(0b10, "a key-value pair");
            pairs.put(key, value);
        }
        return pairs;
    }

    /// The chunk whose struct begins at `offset`, of a row group of `rowCount` rows.
    ColumnChunk chunk(int offset, int leaf, long rowCount) {
        CompactReader in = new CompactReader(bytes, offset, bytes.length, "a column chunk");
        SchemaNode column = leaves.get(leaf);
        ColumnChunk chunk = ColumnChunk.read(in, column, fileBytes);
        if (column.maxRepetition() == 0 && chunk.valueCount() != rowCount) {
            throw in.malformed(
                    "%d values of column %s for %d rows"
                            .formatted(chunk.valueCount(), column.name(), rowCount));
        }
        return chunk;
    }

    /// Heap that it holds, all parts together, to within some tenths.
    public long heldBytes() {
        long held = 200L + bytes.length + nodeBytes(schema);
        for (RowGroup rowGroup : rowGroups) {
            held += rowGroup.heldBytes();
        }
        return held;
    }

    private static long nodeBytes(SchemaNode node) {
        long held = 200L + node.element().name().length();
        for (SchemaNode child : node.children()) {
            held += nodeBytes(child);
        }
        return held;
    }

    /// What the footer's struct tells.
    private static final class Fields {
        private int version;
        private long rowCount;
        private @Nullable String createdBy;
        private final List<SchemaElement> elements = new ArrayList<>();
        private final List<RowGroup.Fields> rowGroups = new ArrayList<>();
        private final List<Order> orders = new ArrayList<>();
        private int keyValuesOffset = -1;

        void read(CompactReader in) {
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId()) {
                    case 1 -> version = in.readI32();
                    case 2 -> readSchema(in);
                    case 3 -> rowCount = in.readI64();
                    case 4 -> readRowGroups(in);
                    case 5 -> {
                        keyValuesOffset = in.position();
                        in.skipField();
                    }
                    case 6 -> createdBy = in.readString();
                    case 7 -> readOrders(in);
                    default -> in.skipField();
                }
            }
            in.require(0b11110, "a footer");
        }

        private void readSchema(CompactReader in) {
            elements.clear();
            int count = in.readList(CompactReader.STRUCT, "schema elements");
            for (int i = 0; i < count; i++) {
                elements.add(SchemaElement.read(in));
            }
        }

        private void readRowGroups(CompactReader in) {
            rowGroups.clear();
            int count = in.readList(CompactReader.STRUCT, "row groups");
            for (int i = 0; i < count; i++) {
                rowGroups.add(RowGroup.Fields.read(in));
            }
        }

        private void readOrders(CompactReader in) {
            orders.clear();
            int count = in.readList(CompactReader.STRUCT, "column orders");
            for (int i = 0; i < count; i++) {
                Order order = Order.OTHER;
                in.beginStruct();
                while (in.nextField()) {
                    order =
                            switch (in.fieldId()) {
                                case 1 -> Order.TYPE_DEFINED;
                                case 2 -> Order.IEEE_754_TOTAL;
                                default -> Order.OTHER;
                            };
                    in.skipField();
                }
                orders.add(order);
            }
        }
    }
}
