package dev.tarn.engine.function.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.engine.function.json.JsonItem.Constant;
import dev.tarn.engine.function.json.JsonItem.Elements;
import dev.tarn.engine.function.json.JsonItem.Member;
import dev.tarn.engine.function.json.JsonItem.Members;
import dev.tarn.engine.function.json.JsonItem.Text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Bytes as items: one whole value in UTF-8, UTF-16 or UTF-32 (the first bytes tell), nested at
/// most 1,000 deep (Jackson's own limit).
final class JsonReader {
    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonReader() {}

    /// @throws JsonFailure where the text is not JSON
    static JsonItem read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return read(bytes, 0, bytes.length);
    }

    /// The value that `data[from..to)` spells.
    ///
    /// @throws JsonFailure where it is not JSON, or more than one value
    static JsonItem read(byte[] data, int from, int to) {
        try (JsonParser parser = FACTORY.createParser(data, from, to - from)) {
            if (parser.nextToken() == null) {
                throw new JsonFailure("an empty text is not JSON");
            }
            JsonItem item = item(parser);
            if (parser.nextToken() != null) {
                throw new JsonFailure("there is more than one value");
            }
            return item;
        } catch (JacksonException e) {
            throw new JsonFailure("the text is not JSON: %s", e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The value that the parser stands at; it stands at its last token then.
    private static JsonItem item(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> {
                List<JsonItem> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(item(parser));
                }
                yield new Elements(items);
            }
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonItem.Number.of(parser.getText());
            case VALUE_TRUE -> Constant.TRUE;
            case VALUE_FALSE -> Constant.FALSE;
            case VALUE_NULL -> Constant.NULL;
            default -> throw new JsonFailure("unexpected %s", parser.currentToken());
        };
    }

    private static JsonItem members(JsonParser parser) throws IOException {
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.add(new Member(name, item(parser)));
        }
        return new Members(members);
    }
}
