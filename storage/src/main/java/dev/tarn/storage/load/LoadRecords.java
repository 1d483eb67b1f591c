package dev.tarn.storage.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.text.RejectedRow;

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

/// The file of a load history: JSON lines, packed by gzip, an object for each file that was loaded
/// and each record of one that was left out, the oldest load first, and one of neither at the end.
///
/// ```
/// {"file":"s3://in/a.csv","bytes":120,"changed":1760000000000,"load":"…","at":1760000001000}
/// {"rejected":"s3://in/a.csv","line":7,"column":"id","text":"x,y","reason":"…","load":"…","at":…}
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
    private static final String REJECTED = "rejected";
    private static final String LINE = "line";
    private static final String COLUMN = "column";
    private static final String TEXT = "text";
    private static final String REASON = "reason";

    private LoadRecords() {}

    /// Gives all entries in order; answers when the newest forgotten file was changed.
    ///
    /// @throws StorageException CORRUPT if the file is not what it should be
    static long read(InputFile file, Consumer<LoadEntry> entries) {
        try (JsonParser parser =
                FACTORY.createParser(new GZIPInputStream(file.newStream(), 1 << 16))) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                Fields fields = Fields.of(parser);
                LoadEntry entry = fields.entry();
                if (entry == null) {
                    requireEnd(parser);
                    return fields.forgottenMillis;
                }
                entries.accept(entry);
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

        void add(LoadEntry entry) {
            try {
                json.writeStartObject();
                switch (entry) {
                    case LoadEntry.OfFile loaded -> write(loaded.file());
                    case LoadEntry.OfReject rejected -> write(rejected.row());
                }
                json.writeStringField(LOAD, entry.load());
                json.writeNumberField(AT, entry.atMillis());
                json.writeEndObject();
            } catch (IOException e) {
                throw failure(e);
            }
        }

        private void write(LoadedFile file) throws IOException {
            json.writeStringField(FILE, file.location());
            json.writeNumberField(BYTES, file.bytes());
            json.writeNumberField(CHANGED, file.changedMillis());
        }

        private void write(RejectedRow row) throws IOException {
            json.writeStringField(REJECTED, row.file());
            json.writeNumberField(LINE, row.line());
            if (row.column() != null) {
                json.writeStringField(COLUMN, row.column());
            }
            json.writeStringField(TEXT, row.text());
            json.writeStringField(REASON, row.reason());
        }

        /// `entry` is left out.
        void forget(LoadEntry entry) {
            if (entry instanceof LoadEntry.OfFile loaded) {
                forgottenMillis = Math.max(forgottenMillis, loaded.file().changedMillis());
            }
        }

        /// Writes the end.
        ///
        /// @param beforeMillis when the newest file that was forgotten before was changed
        void finish(long beforeMillis) {
            try {
                json.writeStartObject();
                json.writeNumberField(FORGOTTEN, Math.max(forgottenMillis, beforeMillis));
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
        private @Nullable String rejected;
        private @Nullable String column;
        private String text = "";
        private String reason = "";
        private long line;
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
                    case REJECTED -> fields.rejected = parser.getText();
                    case LINE -> fields.line = parser.getLongValue();
                    case COLUMN -> fields.column = parser.getText();
                    case TEXT -> fields.text = parser.getText();
                    case REASON -> fields.reason = parser.getText();
                    default -> parser.skipChildren();
                }
            }
            return fields;
        }

        /// Null where the object is of no file, which is the last one.
        @Nullable LoadEntry entry() {
            if (file != null) {
                LoadedFile loaded = new LoadedFile(file, bytes, changedMillis);
                return new LoadEntry.OfFile(loaded, load, atMillis);
            }
            if (rejected != null) {
                RejectedRow row = new RejectedRow(rejected, line, column, text, reason);
                return new LoadEntry.OfReject(row, load, atMillis);
            }
            return null;
        }
    }
}
