package dev.tarn.storage.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/// The file of a load history: JSON lines, packed by gzip, an object for each file that was loaded,
/// the oldest load first, and an object without a file at the end.
///
/// ```
/// {"file":"s3://in/a.csv","bytes":120,"changed":1760000000000,"load":"…","at":1760000001000}
/// {"forgotten":1750000000000}
/// ```
///
/// `forgotten` is when the newest of the files that are no longer remembered was changed.
final class LoadRecords {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String FILE = "file";
    private static final String BYTES = "bytes";
    private static final String CHANGED = "changed";
    private static final String LOAD = "load";
    private static final String AT = "at";
    private static final String FORGOTTEN = "forgotten";

    private LoadRecords() {}

    /// That the load called `load` loaded `file`, at `atMillis` since 1970.
    record Entry(LoadedFile file, String load, long atMillis) {}

    /// Gives all entries in order; answers when the newest forgotten file was changed.
    ///
    /// @throws StorageException CORRUPT if the file is not what it should be
    static long read(InputFile file, Consumer<Entry> entries) {
        try (JsonParser parser =
                FACTORY.createParser(new GZIPInputStream(file.newStream(), 1 << 16))) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                Fields fields = Fields.of(parser);
                if (fields.file == null) {
                    requireEnd(parser);
                    return fields.forgottenMillis;
                }
                LoadedFile loaded = new LoadedFile(fields.file, fields.bytes, fields.changedMillis);
                entries.accept(new Entry(loaded, fields.load, fields.atMillis));
            }
            throw corrupt(file, new EOFException("It has no end"));
        } catch (JsonProcessingException | EOFException | ZipException e) {
            throw corrupt(file, e);
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "Cannot read %s: %s".formatted(file.location(), e.getMessage()),
                    e);
        }
    }

    /// Reads up to the checksum.
    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "It goes on behind its end");
        }
    }

    private static StorageException corrupt(InputFile file, Exception cause) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                "%s is no load history: %s".formatted(file.location(), cause.getMessage()),
                cause);
    }

    static Writer write(OutputFile file) {
        return new Writer(file);
    }

    /// Writes entries in the order that they come in. What is not finished is no history.
    static final class Writer implements Closeable {
        private final String location;
        private final JsonGenerator json;
        private long forgottenMillis = Long.MIN_VALUE;

        private Writer(OutputFile file) {
            location = file.location();
            OutputStream stream = file.create();
            try {
                json = FACTORY.createGenerator(new GZIPOutputStream(stream, 1 << 16));
                json.setRootValueSeparator(new SerializedString("\n"));
            } catch (IOException e) {
                throw closed(stream, failure(e));
            }
        }

        private static StorageException closed(OutputStream stream, StorageException failure) {
            try (stream) {
                return failure;
            } catch (IOException e) {
                failure.addSuppressed(e);
                return failure;
            }
        }

        void add(Entry entry) {
            try {
                json.writeStartObject();
                json.writeStringField(FILE, entry.file.location());
                json.writeNumberField(BYTES, entry.file.bytes());
                json.writeNumberField(CHANGED, entry.file.changedMillis());
                json.writeStringField(LOAD, entry.load);
                json.writeNumberField(AT, entry.atMillis);
                json.writeEndObject();
            } catch (IOException e) {
                throw failure(e);
            }
        }

        /// A file that was changed at `changedMillis` is left out.
        void forget(long changedMillis) {
            forgottenMillis = Math.max(forgottenMillis, changedMillis);
        }

        void finish() {
            try {
                json.writeStartObject();
                json.writeNumberField(FORGOTTEN, forgottenMillis);
                json.writeEndObject();
            } catch (IOException e) {
                throw failure(e);
            }
        }

        private StorageException failure(IOException e) {
            return new StorageException(
                    StorageException.Kind.IO,
                    "Cannot write %s: %s".formatted(location, e.getMessage()),
                    e);
        }

        @Override
        public void close() {
            try {
                json.close();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    /// The fields of one object.
    private static final class Fields {
        private @Nullable String file;
        private String load = "";
        private long bytes;
        private long changedMillis;
        private long atMillis;
        private long forgottenMillis = Long.MIN_VALUE;

        /// The parser stands on the opening brace, and afterwards on the closing one.
        static Fields of(JsonParser parser) throws IOException {
            Fields fields = new Fields();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case FILE -> fields.file = parser.getText();
                    case BYTES -> fields.bytes = parser.getLongValue();
                    case CHANGED -> fields.changedMillis = parser.getLongValue();
                    case LOAD -> fields.load = parser.getText();
                    case AT -> fields.atMillis = parser.getLongValue();
                    case FORGOTTEN -> fields.forgottenMillis = parser.getLongValue();
                    default -> parser.skipChildren();
                }
            }
            return fields;
        }
    }
}
