package dev.tarn.storage.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.io.UncheckedIOException;

/// What all records of a file are together.
final class JsonFields {
    private JsonFields() {}

    static JsonShape ofRecords(TextSplit split) {
        JsonShape[] shape = {JsonShape.NONE};
        try (JsonRecords records = new JsonRecords(split)) {
            boolean more = true;
            while (more) {
                more = records.next(parser -> shape[0] = shape[0].with(JsonShape.of(parser)));
            }
        }
        return shape[0];
    }

    /// The same of a file with one on each line, without those that cannot be read.
    static JsonShape ofLines(TextSplit split) {
        JsonShape shape = JsonShape.NONE;
        try (JsonLines lines = new JsonLines(split)) {
            while (lines.next()) {
                shape = shape.with(ofLine(lines));
            }
        }
        return shape;
    }

    private static JsonShape ofLine(JsonLines lines) {
        try (JsonParser parser =
                JsonRecords.FACTORY.createParser(lines.data(), lines.start(), lines.length())) {
            boolean isRecord = parser.nextToken() == JsonToken.START_OBJECT;
            return isRecord ? JsonShape.of(parser) : JsonShape.NONE;
        } catch (JsonProcessingException e) {
            return JsonShape.NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
