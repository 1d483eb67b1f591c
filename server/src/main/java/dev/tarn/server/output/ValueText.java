package dev.tarn.server.output;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.IntervalText;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.variant.VariantJson;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;

/// Single values as text, appended to a builder.
///
/// Decimals keep their scale, floating point is Java's shortest form, binaries are lower-case hex,
/// lists `[1, 2]`, maps `{a=1}`, structs `{x=1, y=NULL}`; a null is `NULL`. Stateless.
public final class ValueText {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int SECONDS_PER_DAY = 86_400;

    private ValueText() {}

    /// Appends the value at `row`.
    public static void append(StringBuilder out, Vector vector, int row, TextStyle style) {
        switch (vector) {
            case DictionaryVector ids -> append(out, ids.dictionary(), ids.ids()[row], style);
            case ConstantVector constant -> append(out, constant.value(), 0, style);
            case SequenceVector sequence -> out.append(sequence.start() + row * sequence.step());
            case FlatVector flat -> {
                if (flat.isNull(row)) {
                    out.append("NULL");
                } else {
                    appendFlat(out, flat, row, style);
                }
            }
        }
    }

    private static void appendFlat(StringBuilder out, FlatVector flat, int row, TextStyle style) {
        switch (flat) {
            case BooleanVector v -> out.append(v.values()[row]);
            case IntVector v -> appendInt(out, v.type(), v.values()[row]);
            case LongVector v -> appendLong(out, v.type(), v.values()[row], style);
            case Int128Vector v ->
                    out.append(new BigDecimal(v.unscaled(row), scale(v.type())).toPlainString());
            case FloatVector v -> out.append(v.values()[row]);
            case DoubleVector v -> out.append(v.values()[row]);
            case BytesVector v -> appendBytes(out, v, row);
            case ListVector v -> appendList(out, v, row, style);
            case MapVector v -> appendMap(out, v, row, style);
            case StructVector v -> appendStruct(out, v, row, style);
        }
    }

    static void appendInt(StringBuilder out, DataType type, int value) {
        if (type == DataType.DATE) {
            appendDate(out, value);
        } else {
            out.append(value);
        }
    }

    /// A number, or what the type says the number means.
    static void appendLong(StringBuilder out, DataType type, long value, TextStyle style) {
        switch (type) {
            case DataType.Decimal decimal ->
                    out.append(BigDecimal.valueOf(value, decimal.scale()).toPlainString());
            case DataType.Time time -> {
                long perSecond = time.precision() > 6 ? NANOS_PER_SECOND : MICROS_PER_SECOND;
                appendTime(out, Math.floorDiv(value, perSecond));
                appendFraction(out, Math.floorMod(value, perSecond), time.precision(), style);
            }
            case DataType.Timestamp timestamp -> appendTimestamp(out, timestamp, value, style);
            default -> {
                if (DataType.isInterval(type)) {
                    out.append(IntervalText.of(type, value));
                } else {
                    out.append(value);
                }
            }
        }
    }

    private static void appendTimestamp(
            StringBuilder out, DataType.Timestamp type, long value, TextStyle style) {
        long perSecond = type.nanos() ? NANOS_PER_SECOND : MICROS_PER_SECOND;
        long seconds = Math.floorDiv(value, perSecond);
        appendDate(out, Math.floorDiv(seconds, SECONDS_PER_DAY));
        out.append(style.separator);
        appendTime(out, Math.floorMod(seconds, SECONDS_PER_DAY));
        appendFraction(out, Math.floorMod(value, perSecond), type.precision(), style);
        if (type.withZone()) {
            out.append(style.zone);
        }
    }

    private static void appendDate(StringBuilder out, long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        if (date.getYear() < 0 || date.getYear() > 9999) {
            out.append(date);
            return;
        }
        appendTwo(out, date.getYear() / 100);
        appendTwo(out, date.getYear() % 100);
        appendTwo(out.append('-'), date.getMonthValue());
        appendTwo(out.append('-'), date.getDayOfMonth());
    }

    private static void appendTime(StringBuilder out, long secondOfDay) {
        int second = (int) secondOfDay;
        appendTwo(out, second / 3600);
        appendTwo(out.append(':'), second / 60 % 60);
        appendTwo(out.append(':'), second % 60);
    }

    private static void appendTwo(StringBuilder out, int value) {
        out.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
    }

    /// `.123456`: `fraction` counts micros up to precision 6, nanos above.
    private static void appendFraction(
            StringBuilder out, long fraction, int precision, TextStyle style) {
        if (precision == 0 || (style.trimmed && fraction == 0)) {
            return;
        }
        int start = out.append('.').length();
        long digit = precision > 6 ? NANOS_PER_SECOND / 10 : MICROS_PER_SECOND / 10;
        for (int i = 0; i < precision; i++) {
            out.append((char) ('0' + fraction / digit % 10));
            digit /= 10;
        }
        while (style.trimmed && out.length() > start && out.charAt(out.length() - 1) == '0') {
            out.setLength(out.length() - 1);
        }
    }

    private static void appendBytes(StringBuilder out, BytesVector vector, int row) {
        if (vector.type() == DataType.STRING) {
            out.append(vector.string(row));
        } else if (vector.type() == DataType.UUID) {
            out.append(uuid(vector, row));
        } else if (vector.type() == DataType.VARIANT) {
            out.append(variant(vector, row));
        } else {
            HexFormat.of()
                    .formatHex(
                            out, vector.data(), vector.offsets()[row], vector.offsets()[row + 1]);
        }
    }

    static String uuid(BytesVector vector, int row) {
        ByteBuffer bytes = ByteBuffer.wrap(vector.bytes(row));
        return new java.util.UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    /// The JSON of a variant.
    static String variant(BytesVector vector, int row) {
        return VariantJson.text(vector.data(), vector.offsets()[row], vector.offsets()[row + 1]);
    }

    private static void appendList(StringBuilder out, ListVector list, int row, TextStyle style) {
        out.append('[');
        for (int i = list.offsets()[row]; i < list.offsets()[row + 1]; i++) {
            out.append(i == list.offsets()[row] ? "" : ", ");
            append(out, list.elements(), i, style);
        }
        out.append(']');
    }

    private static void appendMap(StringBuilder out, MapVector map, int row, TextStyle style) {
        out.append('{');
        for (int i = map.offsets()[row]; i < map.offsets()[row + 1]; i++) {
            out.append(i == map.offsets()[row] ? "" : ", ");
            append(out, map.keys(), i, style);
            append(out.append('='), map.values(), i, style);
        }
        out.append('}');
    }

    private static void appendStruct(
            StringBuilder out, StructVector struct, int row, TextStyle style) {
        List<DataType.Field> fields = ((DataType.StructOf) struct.type()).fields();
        out.append('{');
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.get(i).name();
            out.append(i == 0 ? "" : ", ").append(name).append(name.isEmpty() ? "" : "=");
            append(out, struct.fields().get(i), row, style);
        }
        out.append('}');
    }

    static int scale(DataType type) {
        return ((DataType.Decimal) type).scale();
    }
}
