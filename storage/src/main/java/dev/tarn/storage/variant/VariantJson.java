package dev.tarn.storage.variant;

import org.apache.iceberg.util.DateTimeUtil;
import org.apache.iceberg.variants.VariantArray;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantPrimitive;
import org.apache.iceberg.variants.VariantValue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;

/// Variants as JSON.
///
/// Numbers are written exactly, so that a decimal keeps its scale; NaN and infinities, dates,
/// times, points in time (ISO 8601) and UUIDs are strings, binaries Base64. Fields of objects come
/// in the order of their names. Source: Parquet format, VariantEncoding.md, "Encoding types".
public final class VariantJson {
    private VariantJson() {}

    /// The variant in `data[from..to)` as text without spaces.
    ///
    /// @throws dev.tarn.storage.StorageException CORRUPT where the bytes are damaged
    public static String text(byte[] data, int from, int to) {
        return VariantBytes.read(data, from, to, variant -> text(variant.value()));
    }

    /// The same of a value that is decoded as it is asked for.
    public static String text(VariantValue value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static void append(StringBuilder text, VariantValue value) {
        switch (value.type()) {
            case OBJECT -> object(text, value.asObject());
            case ARRAY -> array(text, value.asArray());
            default -> primitive(text, value.asPrimitive());
        }
    }

    private static void object(StringBuilder text, VariantObject object) {
        text.append('{');
        String separator = "";
        for (String name : object.fieldNames()) {
            text.append(separator);
            quote(text, name);
            append(text.append(':'), object.get(name));
            separator = ",";
        }
        text.append('}');
    }

    private static void array(StringBuilder text, VariantArray array) {
        text.append('[');
        for (int i = 0; i < array.numElements(); i++) {
            append(i == 0 ? text : text.append(','), array.get(i));
        }
        text.append(']');
    }

    private static void primitive(StringBuilder text, VariantPrimitive<?> value) {
        switch (value.type()) {
            case NULL -> text.append("null");
            case BOOLEAN_TRUE, BOOLEAN_FALSE, INT8, INT16, INT32, INT64 -> text.append(value.get());
            case FLOAT, DOUBLE -> {
                boolean finite = Double.isFinite(((Number) value.get()).doubleValue());
                text.append(finite ? "" : "\"").append(value.get()).append(finite ? "" : "\"");
            }
            case DECIMAL4, DECIMAL8, DECIMAL16 ->
                    text.append(((BigDecimal) value.get()).toPlainString());
            default -> quote(text, plain(value));
        }
    }

    /// The text of a value that JSON has no form for but a string: without quotes, as a cast to
    /// text gives it.
    public static String plain(VariantPrimitive<?> value) {
        return switch (value.type()) {
            case DATE -> DateTimeUtil.daysToIsoDate((Integer) value.get());
            case TIME -> DateTimeUtil.microsToIsoTime((Long) value.get());
            case TIMESTAMPTZ -> DateTimeUtil.microsToIsoTimestamptz((Long) value.get());
            case TIMESTAMPNTZ -> DateTimeUtil.microsToIsoTimestamp((Long) value.get());
            case TIMESTAMPTZ_NANOS -> DateTimeUtil.nanosToIsoTimestamptz((Long) value.get());
            case TIMESTAMPNTZ_NANOS -> DateTimeUtil.nanosToIsoTimestamp((Long) value.get());
            case BINARY -> {
                ByteBuffer bytes =
                        Base64.getEncoder().encode(((ByteBuffer) value.get()).duplicate());
                yield new String(
                        bytes.array(),
                        0,
                        bytes.limit(),
                        java.nio.charset.StandardCharsets.US_ASCII);
            }
            default -> String.valueOf(value.get());
        };
    }

    private static void quote(StringBuilder text, String string) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\b' -> text.append("\\b");
                case '\f' -> text.append("\\f");
                default -> {
                    if (c < ' ') {
                        text.append("\\u%04x".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
