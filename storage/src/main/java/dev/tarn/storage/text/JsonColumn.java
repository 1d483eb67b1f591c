package dev.tarn.storage.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Collects the JSON values of one column, whole or nested, and gives them as a vector.
///
/// A value that a VARCHAR column gets and that is no string is kept as its JSON text. Fields of
/// objects are found by name, in any case where the exact name is not there; unknown ones are left
/// out, missing ones are NULL, one that comes twice is an error. Owned by one thread.
abstract sealed class JsonColumn {
    private long[] validity = {};
    private boolean nulls;
    int count;

    static JsonColumn of(String path, DataType type, JsonOptions options, JsonErrors errors) {
        return switch (type) {
            case DataType.ListOf list ->
                    new Lists(list, of(path + ".element", list.element(), options, errors));
            case DataType.MapOf map ->
                    new Maps(
                            map,
                            TextValues.of(map.key(), null, null),
                            of(path + ".value", map.value(), options, errors));
            case DataType.StructOf struct -> new Structs(path, struct, options, errors);
            case DataType.Simple _,
                    DataType.Decimal _,
                    DataType.Fixed _,
                    DataType.Shape _,
                    DataType.Time _,
                    DataType.Timestamp _ ->
                    new Scalars(path, type, options, errors);
        };
    }

    /// Adds the value that starts at the parser's token, and leaves the parser at its last one.
    final void read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            appendNull();
            return;
        }
        int row = count;
        readValue(parser);
        mark(row, true);
    }

    final void appendNull() {
        appendNullValue();
        mark(count, false);
    }

    private void mark(int row, boolean valid) {
        if (row >>> 6 >= validity.length) {
            validity = Arrays.copyOf(validity, Math.max(32, 2 * validity.length));
        }
        if (valid) {
            Bitmaps.set(validity, row);
        } else {
            nulls = true;
        }
        count = row + 1;
    }

    final boolean isNull(int row) {
        return !Bitmaps.isSet(validity, row);
    }

    /// The values added so far; forgets them.
    final Vector build() {
        Vector vector = vector(nulls ? validity : null, count);
        validity = new long[validity.length];
        nulls = false;
        count = 0;
        return vector;
    }

    /// Forgets the values from `rows` on, also parts of one that was not read to its end.
    final void truncate(int rows) {
        truncateValues(rows);
        for (int row = rows; row < count; row++) {
            Bitmaps.clear(validity, row);
        }
        count = Math.min(count, rows);
    }

    abstract void truncateValues(int rows);

    abstract void readValue(JsonParser parser) throws IOException;

    abstract void appendNullValue();

    abstract Vector vector(long @Nullable [] words, int rows);

    /// Values without parts.
    static final class Scalars extends JsonColumn {
        private final String path;
        private final DataType type;
        private final JsonErrors errors;
        private final TextValues values;
        private byte[] utf8 = new byte[64];

        Scalars(String path, DataType type, JsonOptions options, JsonErrors errors) {
            this.path = path;
            this.type = type;
            this.errors = errors;
            this.values = TextValues.of(type, options.dateFormat(), options.timestampFormat());
        }

        @Override
        void readValue(JsonParser parser) throws IOException {
            if (parser.currentToken().isStructStart()) {
                readStructure(parser);
                return;
            }
            char[] text = parser.getTextCharacters();
            int byteCount = encode(text, parser.getTextOffset(), parser.getTextLength());
            try {
                values.append(utf8, 0, byteCount);
            } catch (Unparsable e) {
                throw errors.badValue(path, type.toString(), TextErrors.shown(utf8, 0, byteCount));
            }
        }

        private void readStructure(JsonParser parser) throws IOException {
            if (type != DataType.STRING) {
                String what = parser.currentToken() == JsonToken.START_OBJECT ? "object" : "array";
                throw errors.badValue(path, type.toString(), "an " + what);
            }
            byte[] json = jsonText(parser).getBytes(StandardCharsets.UTF_8);
            values.append(json, 0, json.length);
        }

        /// Writes `text[from..from + charCount)` into the scratch bytes; answers how many.
        private int encode(char[] text, int from, int charCount) {
            if (utf8.length < charCount) {
                utf8 = new byte[2 * charCount];
            }
            for (int i = 0; i < charCount; i++) {
                char value = text[from + i];
                if (value >= 0x80) {
                    utf8 = new String(text, from, charCount).getBytes(StandardCharsets.UTF_8);
                    return utf8.length;
                }
                utf8[i] = (byte) value;
            }
            return charCount;
        }

        @Override
        void appendNullValue() {
            values.appendNull();
        }

        @Override
        void truncateValues(int rows) {
            values.truncate(rows);
        }

        @Override
        Vector vector(long @Nullable [] words, int rows) {
            return values.build();
        }
    }

    /// The JSON text of the object or array that starts at the parser's token.
    static String jsonText(JsonParser parser) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JsonRecords.FACTORY.createGenerator(text)) {
            generator.copyCurrentStructure(parser);
        }
        return text.toString();
    }

    static final class Lists extends JsonColumn {
        private final DataType.ListOf type;
        private final JsonColumn elements;
        private int[] offsets = new int[64];

        Lists(DataType.ListOf type, JsonColumn elements) {
            this.type = type;
            this.elements = elements;
        }

        @Override
        void readValue(JsonParser parser) throws IOException {
            expect(parser, JsonToken.START_ARRAY, type);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.read(parser);
            }
            end();
        }

        private void end() {
            if (count + 1 >= offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            }
            offsets[count + 1] = elements.count;
        }

        @Override
        void appendNullValue() {
            end();
        }

        @Override
        void truncateValues(int rows) {
            elements.truncate(offsets[Math.min(count, rows)]);
        }

        @Override
        Vector vector(long @Nullable [] words, int rows) {
            int[] built = offsets;
            offsets = new int[built.length];
            return new ListVector(type, built, elements.build(), words, rows);
        }
    }

    static final class Maps extends JsonColumn {
        private final DataType.MapOf type;
        private final TextValues keys;
        private final JsonColumn values;
        private int[] offsets = new int[64];

        Maps(DataType.MapOf type, TextValues keys, JsonColumn values) {
            this.type = type;
            this.keys = keys;
            this.values = values;
        }

        @Override
        void readValue(JsonParser parser) throws IOException {
            expect(parser, JsonToken.START_OBJECT, type);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                byte[] key = parser.currentName().getBytes(StandardCharsets.UTF_8);
                try {
                    keys.append(key, 0, key.length);
                } catch (Unparsable e) {
                    throw new MismatchException(type.key(), parser.currentName());
                }
                parser.nextToken();
                values.read(parser);
            }
            end();
        }

        private void end() {
            if (count + 1 >= offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            }
            offsets[count + 1] = values.count;
        }

        @Override
        void appendNullValue() {
            end();
        }

        @Override
        void truncateValues(int rows) {
            keys.truncate(offsets[Math.min(count, rows)]);
            values.truncate(offsets[Math.min(count, rows)]);
        }

        @Override
        Vector vector(long @Nullable [] words, int rows) {
            int[] built = offsets;
            offsets = new int[built.length];
            return new MapVector(type, built, keys.build(), values.build(), words, rows);
        }
    }

    static final class Structs extends JsonColumn {
        private final String path;
        private final DataType.StructOf type;
        private final JsonErrors errors;
        private final List<JsonColumn> fields = new ArrayList<>();
        private final Map<String, Integer> ordinals = new HashMap<>();

        Structs(String path, DataType.StructOf type, JsonOptions options, JsonErrors errors) {
            this.path = path;
            this.type = type;
            this.errors = errors;
            for (int i = 0; i < type.fields().size(); i++) {
                DataType.Field field = type.fields().get(i);
                String fieldPath = path.isEmpty() ? field.name() : path + "." + field.name();
                fields.add(of(fieldPath, field.type(), options, errors));
                ordinals.put(field.name(), i);
            }
            for (int i = 0; i < type.fields().size(); i++) {
                String lower = type.fields().get(i).name().toLowerCase(Locale.ROOT);
                ordinals.putIfAbsent(lower, i);
            }
        }

        @Override
        void readValue(JsonParser parser) throws IOException {
            expect(parser, JsonToken.START_OBJECT, type);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                Integer ordinal = ordinal(name);
                parser.nextToken();
                if (ordinal == null) {
                    parser.skipChildren();
                    continue;
                }
                JsonColumn field = fields.get(ordinal);
                if (field.count > count) {
                    throw errors.at("Field %s comes twice in one object".formatted(name));
                }
                try {
                    field.read(parser);
                } catch (MismatchException e) {
                    String at = path.isEmpty() ? name : path + "." + name;
                    throw errors.badValue(at, e.type.toString(), e.seen);
                }
            }
            fillMissing();
        }

        /// Whether the field at `ordinal` of the last object is NULL.
        boolean isLastNull(int ordinal) {
            return fields.get(ordinal).isNull(count - 1);
        }

        private @Nullable Integer ordinal(String name) {
            Integer ordinal = ordinals.get(name);
            return ordinal == null ? ordinals.get(name.toLowerCase(Locale.ROOT)) : ordinal;
        }

        private void fillMissing() {
            for (JsonColumn field : fields) {
                if (field.count == count) {
                    field.appendNull();
                }
            }
        }

        @Override
        void appendNullValue() {
            fillMissing();
        }

        @Override
        void truncateValues(int rows) {
            fields.forEach(field -> field.truncate(rows));
        }

        private List<Vector> buildFields() {
            List<Vector> vectors = new ArrayList<>();
            for (JsonColumn field : fields) {
                vectors.add(field.build());
            }
            return vectors;
        }

        @Override
        Vector vector(long @Nullable [] words, int rows) {
            return new StructVector(type, buildFields(), words, rows);
        }
    }

    /// A value of another shape than the type has; the object around it knows its name.
    private static final class MismatchException extends IOException {
        private static final long serialVersionUID = 1L;

        private final transient DataType type;
        private final String seen;

        MismatchException(DataType type, String seen) {
            super("Not a " + type);
            this.type = type;
            this.seen = seen;
        }
    }

    private static void expect(JsonParser parser, JsonToken token, DataType type)
            throws IOException {
        if (parser.currentToken() != token) {
            throw new MismatchException(type, parser.getText());
        }
    }
}
