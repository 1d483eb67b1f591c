package dev.tarn.catalog.codec;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.rest.RESTSerializers;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Reads requests and writes answers of the Iceberg REST protocol.
///
/// Iceberg keeps its own mapper package-private; this one follows the same rules: kebab-case
/// fields, unknown fields ignored, names not interned (they come from clients). Thread-safe.
public final class RestJson {
    private static final int SHOWN_CHARS = 200;
    private static final ObjectMapper MAPPER = createMapper();

    private RestJson() {}

    private static ObjectMapper createMapper() {
        JsonFactory factory =
                new JsonFactoryBuilder()
                        .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                        .configure(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW, false)
                        .build();
        ObjectMapper mapper = new ObjectMapper(factory);
        mapper.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        mapper.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
        RESTSerializers.registerAll(mapper);
        return mapper;
    }

    /// Parses a request body.
    ///
    /// @throws BadRequestException when the body is not JSON or not a `type`; the message shows its
    ///   start
    public static <T> T read(byte[] body, Class<T> type) {
        T value;
        checkObject(body, type);
        try {
            value = MAPPER.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new BadRequestException(
                    e,
                    "Body is not a valid %s: %s; body starts with: %s",
                    type.getSimpleName(),
                    reason(e),
                    start(body));
        } catch (IOException e) {
            throw new UncheckedIOException("Reading a body from memory", e);
        } catch (RuntimeException e) {
            // Iceberg's parsers throw whatever their preconditions throw, from inside Jackson
            throw new BadRequestException(
                    e, "Body is not a valid %s: %s", type.getSimpleName(), e.getMessage());
        }
        return value;
    }

    /// Every body is an object. Iceberg's parsers look only for the fields they know, so one whose
    /// fields are all optional would take an array for an empty object.
    private static void checkObject(byte[] body, Class<?> type) {
        for (byte character : body) {
            if (character == '{') {
                return;
            }
            boolean isBlank = character == ' ' || character == '\n' || character == '\r';
            if (!isBlank && character != '\t') {
                break;
            }
        }
        throw new BadRequestException(
                "Body is not a valid %s: not a JSON object; body starts with: %s",
                type.getSimpleName(), start(body));
    }

    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /// What is wrong, in the words of JSON and not of the classes it is read into.
    private static String reason(JsonProcessingException e) {
        if (e instanceof MismatchedInputException mismatch && !mismatch.getPath().isEmpty()) {
            StringBuilder path = new StringBuilder();
            for (JsonMappingException.Reference step : mismatch.getPath()) {
                String name = step.getFieldName();
                path.append(name == null ? "[" + step.getIndex() + "]" : "." + name);
            }
            return "the value of "
                    + path.substring(path.charAt(0) == '.' ? 1 : 0)
                    + " is of another type";
        }
        return firstLine(e.getOriginalMessage());
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    private static String start(byte[] body) {
        String text =
                new String(
                        body,
                        0,
                        Math.min(body.length, SHOWN_CHARS),
                        java.nio.charset.StandardCharsets.UTF_8);
        return body.length > SHOWN_CHARS ? text + "…" : text;
    }
}
