package dev.tarn.engine.function.variant;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.storage.variant.VariantBytes;

import org.apache.iceberg.variants.ShreddedObject;
import org.apache.iceberg.variants.ValueArray;
import org.apache.iceberg.variants.VariantMetadata;
import org.apache.iceberg.variants.VariantValue;
import org.apache.iceberg.variants.Variants;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/// JSON texts as variants.
///
/// As in Spark, whole numbers take the fewest bytes that hold them, numbers with a point and no
/// exponent are decimals as long as 38 digits hold them, and all others doubles. An object with two
/// fields of one name is an error.
final class JsonVariant {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int SHOWN_CHARS = 100;

    private JsonVariant() {}

    /// The variant that `data[from..to)` spells; what is no JSON is null if `orNull`, else an
    /// error.
    static byte @Nullable [] parsed(byte[] data, int from, int to, boolean orNull) {
        try {
            VariantMetadata metadata = names(data, from, to);
            try (JsonParser parser = FACTORY.createParser(data, from, to - from)) {
                parser.nextToken();
                return VariantBytes.of(metadata, value(parser, metadata));
            }
        } catch (JacksonException | NotJson e) {
            if (orNull) {
                return null;
            }
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "parse_json: '%s' is not JSON: %s"
                            .formatted(
                                    shown(data, from, to),
                                    e instanceof JacksonException known
                                            ? known.getOriginalMessage()
                                            : e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the parser lets through.
    private static final class NotJson extends IOException {
        private static final long serialVersionUID = 1L;

        NotJson(String message) {
            super(message);
        }
    }

    private static String shown(byte[] data, int from, int to) {
        String text = new String(data, from, to - from, StandardCharsets.UTF_8);
        return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "…" : text;
    }

    /// The dictionary of all names of fields, once the whole text is known to be one value.
    private static VariantMetadata names(byte[] data, int from, int to) throws IOException {
        Set<String> names = new TreeSet<>();
        try (JsonParser parser = FACTORY.createParser(data, from, to - from)) {
            if (parser.nextToken() == null) {
                throw new NotJson("the text is empty");
            }
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                }
            } while (depth > 0 && parser.nextToken() != null);
            if (parser.nextToken() != null) {
                throw new NotJson("there is more than one value");
            }
        }
        return names.isEmpty() ? VariantMetadata.empty() : Variants.metadata(names);
    }

    /// The value that the parser stands at; it stands at its last token then.
    private static VariantValue value(JsonParser parser, VariantMetadata metadata)
            throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, metadata);
            case START_ARRAY -> {
                ValueArray array = Variants.array();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser, metadata));
                }
                yield array;
            }
            case VALUE_STRING -> Variants.of(parser.getText());
            case VALUE_TRUE -> Variants.of(true);
            case VALUE_FALSE -> Variants.of(false);
            case VALUE_NULL -> Variants.ofNull();
            case VALUE_NUMBER_INT -> whole(parser);
            case VALUE_NUMBER_FLOAT -> fraction(parser);
            default -> throw new NotJson("unexpected " + parser.currentToken());
        };
    }

    private static VariantValue object(JsonParser parser, VariantMetadata metadata)
            throws IOException {
        ShreddedObject object = Variants.object(metadata);
        Set<String> seen = new TreeSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (!seen.add(name)) {
                throw new NotJson("an object has two fields called " + name);
            }
            parser.nextToken();
            object.put(name, value(parser, metadata));
        }
        return object;
    }

    private static VariantValue whole(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return fraction(parser);
        }
        long value = parser.getLongValue();
        if (value == (byte) value) {
            return Variants.of((byte) value);
        }
        if (value == (short) value) {
            return Variants.of((short) value);
        }
        return value == (int) value ? Variants.of((int) value) : Variants.of(value);
    }

    private static VariantValue fraction(JsonParser parser) throws IOException {
        String text = parser.getText();
        boolean hasExponent = text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
        if (!hasExponent && text.length() <= Decimal.MAX_PRECISION + 2) {
            BigDecimal value = new BigDecimal(text);
            if (value.precision() <= Decimal.MAX_PRECISION
                    && value.scale() <= Decimal.MAX_PRECISION) {
                return Variants.of(value);
            }
        }
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw new NotJson("no variant holds the number " + text);
        }
        return Variants.of(value);
    }
}
