package dev.tarn.server.arrow;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;

import java.util.List;

/// Arrow's messages without their buffers. Variants are their JSON as text. All columns, elements
/// and fields may be null but keys.
///
/// Source: `Schema.fbs` and `Message.fbs` of Arrow, whose numbers these are.
final class ArrowMetadata {
    private static final int VERSION_5 = 4;
    private static final int SCHEMA_HEADER = 1;
    private static final int RECORD_BATCH_HEADER = 3;

    private static final int NULL = 1;
    private static final int INT = 2;
    private static final int FLOATING_POINT = 3;
    private static final int BINARY = 4;
    private static final int UTF8 = 5;
    private static final int BOOL = 6;
    private static final int DECIMAL = 7;
    private static final int DATE = 8;
    private static final int TIME = 9;
    private static final int TIMESTAMP = 10;
    private static final int INTERVAL = 11;
    private static final int LIST = 12;
    private static final int STRUCT = 13;
    private static final int FIXED_SIZE_BINARY = 15;
    private static final int MAP = 17;
    private static final int DURATION = 18;

    private static final int SINGLE = 1;
    private static final int DOUBLE = 2;
    private static final int DAY = 0;
    private static final int YEAR_MONTH = 0;
    private static final int MILLISECOND = 1;
    private static final int MICROSECOND = 2;
    private static final int NANOSECOND = 3;
    private static final int LAST_MICROSECOND_PRECISION = 6;
    private static final int UUID_BYTES = 16;

    private ArrowMetadata() {}

    static byte[] schema(List<Field> columns) {
        FlatBuffer buffer = new FlatBuffer();
        int[] fields = columns.stream().mapToInt(column -> field(buffer, column, true)).toArray();
        int list = buffer.references(fields);
        int schema = buffer.table(4).field(0, 0, 2).field(1, list).end();
        return message(buffer, SCHEMA_HEADER, schema, 0);
    }

    static byte[] recordBatch(int rowCount, ArrowBody body) {
        FlatBuffer buffer = new FlatBuffer();
        int nodes = buffer.structs(2, body.nodes());
        int buffers = buffer.structs(2, body.buffers());
        int batch = buffer.table(4).field(0, rowCount, 8).field(1, nodes).field(2, buffers).end();
        return message(buffer, RECORD_BATCH_HEADER, batch, body.byteCount());
    }

    private static byte[] message(FlatBuffer buffer, int kind, int header, long bodyBytes) {
        int message =
                buffer.table(5)
                        .field(3, bodyBytes, 8)
                        .field(2, header)
                        .field(0, VERSION_5, 2)
                        .field(1, kind, 1)
                        .end();
        return buffer.finish(message);
    }

    private static int field(FlatBuffer buffer, Field field, boolean nullable) {
        int[] children =
                switch (field.type()) {
                    case DataType.ListOf list ->
                            new int[] {field(buffer, new Field("element", list.element()), true)};
                    case DataType.MapOf map -> new int[] {entries(buffer, map)};
                    case DataType.StructOf struct -> fields(buffer, struct);
                    default -> new int[0];
                };
        int name = buffer.string(field.name());
        int type = type(buffer, field.type());
        int list = buffer.references(children);
        return buffer.table(7)
                .field(0, name)
                .field(3, type)
                .field(5, list)
                .field(1, nullable ? 1 : 0, 1)
                .field(2, typeNumber(field.type()), 1)
                .end();
    }

    private static int[] fields(FlatBuffer buffer, DataType.StructOf struct) {
        int[] places = new int[struct.fields().size()];
        for (int i = 0; i < places.length; i++) {
            Field labelled = new Field(struct.label(i), struct.fields().get(i).type());
            places[i] = field(buffer, labelled, true);
        }
        return places;
    }

    /// The struct of keys and values that a map is a list of.
    private static int entries(FlatBuffer buffer, DataType.MapOf map) {
        int key = field(buffer, new Field("key", map.key()), false);
        int value = field(buffer, new Field("value", map.value()), true);
        int name = buffer.string("entries");
        int type = buffer.table(0).end();
        int children = buffer.references(key, value);
        return buffer.table(7)
                .field(0, name)
                .field(3, type)
                .field(5, children)
                .field(1, 0, 1)
                .field(2, STRUCT, 1)
                .end();
    }

    private static int typeNumber(DataType type) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> BOOL;
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> INT;
                        case REAL, DOUBLE -> FLOATING_POINT;
                        case DATE -> DATE;
                        case STRING, VARIANT -> UTF8;
                        case BINARY -> BINARY;
                        case UUID -> FIXED_SIZE_BINARY;
                        case INTERVAL_YEAR_MONTH -> INTERVAL;
                        case INTERVAL_DAY_SECOND -> DURATION;
                        case UNKNOWN -> NULL;
                    };
            case DataType.Decimal decimal -> DECIMAL;
            case DataType.Fixed fixed -> FIXED_SIZE_BINARY;
            case DataType.Shape shape -> BINARY;
            case DataType.Time time -> TIME;
            case DataType.Timestamp timestamp -> TIMESTAMP;
            case DataType.ListOf list -> LIST;
            case DataType.MapOf map -> MAP;
            case DataType.StructOf struct -> STRUCT;
        };
    }

    private static int type(FlatBuffer buffer, DataType type) {
        return switch (type) {
            case DataType.Simple simple -> simpleType(buffer, simple);
            case DataType.Decimal decimal ->
                    buffer.table(3)
                            .field(0, decimal.precision(), 4)
                            .field(1, decimal.scale(), 4)
                            .field(2, 128, 4)
                            .end();
            case DataType.Shape shape -> buffer.table(0).end();
            case DataType.Fixed fixed -> buffer.table(1).field(0, fixed.length(), 4).end();
            case DataType.Time time ->
                    buffer.table(2).field(1, 64, 4).field(0, unit(time.precision()), 2).end();
            case DataType.Timestamp timestamp -> {
                int zone = timestamp.withZone() ? buffer.string("UTC") : 0;
                FlatBuffer table = buffer.table(2);
                if (timestamp.withZone()) {
                    table.field(1, zone);
                }
                yield table.field(0, unit(timestamp.precision()), 2).end();
            }
            case DataType.MapOf map -> buffer.table(1).field(0, 0, 1).end();
            case DataType.ListOf list -> buffer.table(0).end();
            case DataType.StructOf struct -> buffer.table(0).end();
        };
    }

    private static int simpleType(FlatBuffer buffer, DataType.Simple type) {
        return switch (type) {
            case TINYINT -> intType(buffer, 8);
            case SMALLINT -> intType(buffer, 16);
            case INTEGER -> intType(buffer, 32);
            case BIGINT -> intType(buffer, 64);
            case REAL -> buffer.table(1).field(0, SINGLE, 2).end();
            case DOUBLE -> buffer.table(1).field(0, DOUBLE, 2).end();
            case DATE -> buffer.table(1).field(0, DAY, 2).end();
            case UUID -> buffer.table(1).field(0, UUID_BYTES, 4).end();
            case INTERVAL_YEAR_MONTH -> buffer.table(1).field(0, YEAR_MONTH, 2).end();
            case INTERVAL_DAY_SECOND -> buffer.table(1).field(0, MILLISECOND, 2).end();
            case BOOLEAN, STRING, BINARY, VARIANT, UNKNOWN -> buffer.table(0).end();
        };
    }

    private static int intType(FlatBuffer buffer, int bits) {
        return buffer.table(2).field(0, bits, 4).field(1, 1, 1).end();
    }

    private static int unit(int precision) {
        return precision <= LAST_MICROSECOND_PRECISION ? MICROSECOND : NANOSECOND;
    }
}
