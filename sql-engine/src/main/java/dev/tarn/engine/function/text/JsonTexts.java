package dev.tarn.engine.function.text;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.text.TextLoops.Row;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// JSON as text, read and written token by token. What is written has no blanks between tokens;
/// fields keep their order and numbers their digits.
final class JsonTexts {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonTexts() {}

    /// Something asked of a parser that stands at the first token of a text.
    @FunctionalInterface
    interface Question {
        boolean ask(JsonParser parser) throws IOException;
    }

    /// What `question` says of the first text of `r`; false where that is not JSON as far as it is
    /// read.
    static boolean ask(Row r, Question question) {
        try (JsonParser parser = parser(r)) {
            return parser.nextToken() != null && question.ask(parser);
        } catch (JacksonException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonParser parser(Row r) throws IOException {
        return FACTORY.createParser(r.data(0), r.from(0), r.to(0) - r.from(0));
    }

    /// Appends the whole text as JSON; an error where it is none.
    static void copy(Row r, BytesOut out, String function) {
        try (JsonParser parser = parser(r)) {
            if (parser.nextToken() == null) {
                throw TextEdits.invalid("%s: an empty text is not JSON", function);
            }
            copy(parser, out);
            if (parser.nextToken() != null) {
                throw TextEdits.invalid("%s: more than one value in '%s'", function, shown(r));
            }
        } catch (JacksonException e) {
            throw TextEdits.invalid(
                    "%s: '%s' is not JSON: %s", function, shown(r), e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shown(Row r) {
        String text = r.string(0);
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }

    /// Appends the value that the parser stands at, as JSON; it stands at the value's last token
    /// then.
    static boolean copy(JsonParser parser, BytesOut out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            int depth = 0;
            do {
                JsonToken token = parser.currentToken();
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token.isNumeric()) {
                    generator.writeNumber(parser.getText());
                } else {
                    generator.copyCurrentEvent(parser);
                }
            } while (depth > 0 && parser.nextToken() != null);
        }
        out.append(bytes.toByteArray());
        return true;
    }

    /// Appends the value as plain text; false where it is null, an object or an array.
    static boolean scalar(JsonParser parser, BytesOut out) throws IOException {
        JsonToken token = parser.currentToken();
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            return false;
        }
        out.append(parser.getText().getBytes(StandardCharsets.UTF_8));
        return true;
    }

    /// How many elements or fields the value has; 0 for a scalar.
    static long size(JsonParser parser) throws IOException {
        JsonToken start = parser.currentToken();
        if (!start.isStructStart()) {
            return 0;
        }
        long count = 0;
        while (true) {
            JsonToken token = parser.nextToken();
            if (token == null || token.isStructEnd()) {
                return count;
            }
            if (token == JsonToken.FIELD_NAME) {
                parser.nextToken();
            }
            parser.skipChildren();
            count++;
        }
    }
}
