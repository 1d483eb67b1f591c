package dev.tarn.server.arrow;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a stream of Arrow says: its columns as `name: type`, its rows as Java values, and whether
/// it has an end. Points in time are numbers, bytes are hexadecimal.
public record ArrowStream(List<String> columns, List<List<@Nullable Object>> rows, boolean ended) {

    public static ArrowStream read(byte[] stream) {
        ByteBuffer bytes = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        List<FlatTable> fields = List.of();
        List<String> columns = new ArrayList<>();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (bytes.hasRemaining()) {
            check(bytes.position() % 8 == 0 && bytes.getInt() == -1, "A message begins");
            int size = bytes.getInt();
            if (size == 0) {
                return new ArrowStream(columns, rows, !bytes.hasRemaining());
            }
            check(size % 8 == 0, "Metadata ends at a multiple of 8 bytes");
            byte[] metadata = new byte[size];
            bytes.get(metadata);
            FlatTable message = FlatTable.root(metadata);
            check(message.shortOf(0) == 4, "The version is 5");
            if (message.byteOf(1) == 1) {
                fields = message.table(2).tables(1);
                fields.forEach(field -> columns.add(field.string(0) + ": " + type(field)));
            } else {
                byte[] body = new byte[(int) message.longOf(3)];
                bytes.get(body);
                rows.addAll(new Reader(message.table(2), body).rows(fields));
            }
        }
        return new ArrowStream(columns, rows, false);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Not so: " + what);
        }
    }

    private static String type(FlatTable field) {
        FlatTable type = field.table(3);
        List<String> children = field.tables(5).stream().map(ArrowStream::type).toList();
        return switch (field.byteOf(2)) {
            case 1 -> "null";
            case 2 -> "int" + type.intOf(0);
            case 3 -> type.shortOf(0) == 1 ? "float" : "double";
            case 4 -> "binary";
            case 5 -> "utf8";
            case 6 -> "bool";
            case 7 -> "decimal(%d,%d)".formatted(type.intOf(0), type.intOf(1));
            case 8 -> type.shortOf(0) == 0 ? "date32" : "date64";
            case 9 -> "time%d".formatted(type.intOf(1));
            case 10 ->
                    "timestamp(%s%s)"
                            .formatted(
                                    List.of("s", "ms", "us", "ns").get(type.shortOf(0)),
                                    type.string(1) == null ? "" : ", " + type.string(1));
            case 11 -> type.shortOf(0) == 0 ? "interval(months)" : "interval";
            case 12 -> "list" + children;
            case 13 -> "struct" + children;
            case 15 -> "fixed(%d)".formatted(type.intOf(0));
            case 17 -> "map" + children;
            case 18 ->
                    "duration(%s)".formatted(List.of("s", "ms", "us", "ns").get(type.shortOf(0)));
            default -> throw new IllegalStateException("Type " + field.byteOf(2));
        };
    }

    /// The vectors of one record batch, parents first.
    private static final class Reader {
        private final ByteBuffer body;
        private final Iterator<long[]> nodes;
        private final Iterator<long[]> buffers;
        private final int rowCount;

        Reader(FlatTable batch, byte[] body) {
            this.body = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
            this.nodes = batch.pairs(1).iterator();
            this.buffers = batch.pairs(2).iterator();
            this.rowCount = (int) batch.longOf(0);
        }

        List<List<@Nullable Object>> rows(List<FlatTable> fields) {
            List<List<@Nullable Object>> columns = new ArrayList<>();
            fields.forEach(field -> columns.add(column(field)));
            check(!nodes.hasNext() && !buffers.hasNext(), "All that is there belongs to a column");
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (int i = 0; i < rowCount; i++) {
                List<@Nullable Object> row = new ArrayList<>();
                for (List<@Nullable Object> column : columns) {
                    row.add(column.get(i));
                }
                rows.add(row);
            }
            return rows;
        }

        private ByteBuffer next() {
            long[] place = buffers.next();
            check(place[0] % 8 == 0, "A buffer begins at a multiple of 8 bytes");
            return body.slice((int) place[0], (int) place[1]).order(ByteOrder.LITTLE_ENDIAN);
        }

        private List<@Nullable Object> column(FlatTable field) {
            long[] node = nodes.next();
            int length = (int) node[0];
            List<@Nullable Object> values = new ArrayList<>();
            if (field.byteOf(2) == 1) {
                for (int i = 0; i < length; i++) {
                    values.add(null);
                }
                return values;
            }
            ByteBuffer validity = next();
            List<Object> all = values(field, length);
            int nullCount = 0;
            for (int i = 0; i < length; i++) {
                boolean there = validity.limit() == 0 || bit(validity, i);
                nullCount += there ? 0 : 1;
                values.add(there ? all.get(i) : null);
            }
            check(nullCount == node[1], "Nulls are counted");
            return values;
        }

        private static boolean bit(ByteBuffer bits, int i) {
            return (bits.get(i / 8) >> (i % 8) & 1) == 1;
        }

        private List<Object> values(FlatTable field, int length) {
            List<FlatTable> children = field.tables(5);
            List<Object> values = new ArrayList<>();
            int kind = field.byteOf(2);
            ByteBuffer own = kind == 13 ? ByteBuffer.allocate(0) : next();
            switch (kind) {
                case 4, 5 -> {
                    ByteBuffer data = next();
                    for (int i = 0; i < length; i++) {
                        byte[] bytes = new byte[own.getInt(4 * i + 4) - own.getInt(4 * i)];
                        data.get(own.getInt(4 * i), bytes);
                        values.add(
                                kind == 5
                                        ? new String(bytes, StandardCharsets.UTF_8)
                                        : HexFormat.of().formatHex(bytes));
                    }
                }
                case 12, 17 -> {
                    List<@Nullable Object> elements = column(children.getFirst());
                    for (int i = 0; i < length; i++) {
                        values.add(elements.subList(own.getInt(4 * i), own.getInt(4 * i + 4)));
                    }
                }
                case 13 -> {
                    Map<String, List<@Nullable Object>> parts = new LinkedHashMap<>();
                    children.forEach(child -> parts.put("" + child.string(0), column(child)));
                    for (int i = 0; i < length; i++) {
                        Map<String, @Nullable Object> value = new LinkedHashMap<>();
                        int row = i;
                        parts.forEach((name, part) -> value.put(name, part.get(row)));
                        values.add(value);
                    }
                }
                default -> {
                    for (int i = 0; i < length; i++) {
                        values.add(value(field, own, i));
                    }
                }
            }
            return values;
        }

        private static Object value(FlatTable field, ByteBuffer own, int i) {
            FlatTable type = field.table(3);
            return switch (field.byteOf(2)) {
                case 2 ->
                        switch (type.intOf(0)) {
                            case 8 -> own.get(i);
                            case 16 -> own.getShort(2 * i);
                            case 32 -> own.getInt(4 * i);
                            default -> own.getLong(8 * i);
                        };
                case 3 -> {
                    if (type.shortOf(0) == 1) {
                        yield own.getFloat(4 * i);
                    }
                    yield own.getDouble(8 * i);
                }
                case 6 -> bit(own, i);
                case 7 -> {
                    BigInteger low = new BigInteger(Long.toUnsignedString(own.getLong(16 * i)));
                    BigInteger high = BigInteger.valueOf(own.getLong(16 * i + 8)).shiftLeft(64);
                    yield new BigDecimal(high.add(low), type.intOf(1));
                }
                case 8 -> own.getInt(4 * i);
                case 9, 10, 18 -> own.getLong(8 * i);
                case 11 -> own.getInt(4 * i);
                case 15 -> {
                    byte[] bytes = new byte[type.intOf(0)];
                    own.get(bytes.length * i, bytes);
                    yield HexFormat.of().formatHex(bytes);
                }
                default -> throw new IllegalStateException("Type " + field.byteOf(2));
            };
        }
    }
}
