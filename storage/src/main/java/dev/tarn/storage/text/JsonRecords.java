package dev.tarn.storage.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.storage.StorageException;

import java.io.Closeable;
import java.io.IOException;

/// The records of a split: objects one after the other, or the elements of one array of objects.
/// Owned by one thread.
final class JsonRecords implements JsonErrors, Closeable {
    static final JsonFactory FACTORY = new JsonFactory();

    private final TextSplit split;
    private final TextInput input;
    private final TextErrors errors;
    private final JsonParser parser;
    private boolean inArray;
    private boolean first = true;

    JsonRecords(TextSplit split) {
        this.split = split;
        this.errors = new TextErrors(split.file(), (byte) '\n');
        this.input = TextInput.open(split);
        try {
            this.parser = FACTORY.createParser(input.stream());
        } catch (IOException e) {
            input.close();
            throw new StorageException(
                    StorageException.Kind.IO, "Cannot read " + split.location(), e);
        }
    }

    /// What is done with one record; the parser stands on its opening brace.
    interface Body {
        void read(JsonParser parser) throws IOException;
    }

    /// Gives the next record to `body`; false at the end.
    boolean next(Body body) {
        try {
            JsonToken token = parser.nextToken();
            if (first && token == JsonToken.START_ARRAY) {
                inArray = true;
                token = parser.nextToken();
            }
            first = false;
            if (token == null || inArray && token == JsonToken.END_ARRAY) {
                return false;
            }
            if (token != JsonToken.START_OBJECT) {
                throw at("Record is not an object but '%s'".formatted(parser.getText()));
            }
            body.read(parser);
            return true;
        } catch (JsonProcessingException e) {
            long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw errors.at(split.start() + Math.max(0, offset), e.getOriginalMessage());
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "Cannot read %s: %s".formatted(split.location(), e.getMessage()),
                    e);
        }
    }

    @Override
    public StorageException at(String what) {
        return errors.at(tokenOffset(), what);
    }

    @Override
    public StorageException badValue(String column, String type, String value) {
        return errors.badValue(tokenOffset(), column, type, value);
    }

    @Override
    public StorageException missing(String column) {
        return at("Column %s is NOT NULL".formatted(column));
    }

    private long tokenOffset() {
        return split.start() + Math.max(0, parser.currentTokenLocation().getByteOffset());
    }

    long storedBytesRead() {
        return input.storedBytesRead();
    }

    @Override
    public void close() {
        try (input) {
            parser.close();
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.IO, "Cannot close " + split.location(), e);
        }
    }
}
