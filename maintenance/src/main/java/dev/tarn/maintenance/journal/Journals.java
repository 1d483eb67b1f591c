package dev.tarn.maintenance.journal;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;

import dev.tarn.maintenance.reach.FileKind;
import dev.tarn.maintenance.reach.TableFile;
import dev.tarn.maintenance.reach.TableTarget;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/// The journals of one table: files in the directory `journal` of its metadata directory, found by
/// listing.
///
/// A journal is JSON, a line a value: what it is about, then each file, then how many these were.
/// It is written once, and whole only if that last line is there. For one thread.
///
/// ```
/// {"version":1,"action":"expire","table-uuid":"…","created-ms":1,"snapshot-ids":[7]}
/// {"file":"s3://lake/t/data/a.parquet","kind":"DATA","bytes":42,"ms":0}
/// {"files":1}
/// ```
public final class Journals {
    /// The name of the directory.
    public static final String DIRECTORY = "journal";

    private static final Logger LOG = LoggerFactory.getLogger(Journals.class);
    private static final int VERSION = 1;
    private static final String SUFFIX = ".json";
    private static final JsonFactory JSON = new JsonFactory();

    private final TableTarget target;
    private final FileIO io;
    private final String directory;

    public Journals(TableTarget target) {
        this.target = target;
        this.io = target.io();
        this.directory = directory(target.metadata());
    }

    /// Where the journals of a table are.
    public static String directory(TableMetadata metadata) {
        String base =
                metadata.property(
                        TableProperties.WRITE_METADATA_LOCATION, metadata.location() + "/metadata");
        return (base.endsWith("/") ? base : base + "/") + DIRECTORY;
    }

    /// A journal that is not whole, and never will be: who wrote it has not gone on.
    public static final class TornException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TornException(String location) {
            super("Journal %s is not whole".formatted(location));
        }
    }

    /// All of them, the oldest first; none where the store cannot list.
    public List<Journal> find() {
        List<Journal> found = new ArrayList<>();
        if (io instanceof SupportsPrefixOperations lister) {
            List<String> locations = new ArrayList<>();
            for (FileInfo file : lister.listPrefix(directory + "/")) {
                if (file.location().endsWith(SUFFIX)) {
                    locations.add(file.location());
                }
            }
            locations.sort(null);
            locations.forEach(location -> addHeader(location, found));
        }
        return found;
    }

    /// Passes over a journal that has no whole header: it is just being written, or never will be.
    private void addHeader(String location, List<Journal> found) {
        try (JsonParser parser = open(location)) {
            found.add(header(location, parser));
        } catch (TornException | JsonEOFException e) {
            LOG.warn("event=journal_torn location={}", location, e);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    private JsonParser open(String location) throws IOException {
        return JSON.createParser(io.newInputFile(location).newStream());
    }

    private static Journal header(String location, JsonParser parser) throws IOException {
        String action = "";
        String uuid = "";
        long created = 0;
        long version = 0;
        List<Long> snapshots = new ArrayList<>();
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "version" -> version = parser.getLongValue();
                case "action" -> action = parser.getText();
                case "table-uuid" -> uuid = parser.getText();
                case "created-ms" -> created = parser.getLongValue();
                case "snapshot-ids" -> {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        snapshots.add(parser.getLongValue());
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (version == 0) {
            throw new TornException(location);
        }
        if (version != VERSION) {
            throw new IOException("its version is %d, known is %d".formatted(version, VERSION));
        }
        return new Journal(location, Journal.Action.of(action), uuid, created, snapshots);
    }

    /// Tells `visitor` of each file.
    ///
    /// @throws TornException after some, if the journal is not whole
    public void read(Journal journal, Consumer<TableFile> visitor) {
        try (JsonParser parser = open(journal.location())) {
            header(journal.location(), parser);
            long files = 0;
            while (true) {
                if (parser.nextToken() == null) {
                    throw new TornException(journal.location());
                }
                TableFile file = file(parser, files, journal.location());
                if (file == null) {
                    return;
                }
                visitor.accept(file);
                files++;
            }
        } catch (JsonEOFException e) {
            throw new TornException(journal.location());
        } catch (IOException e) {
            throw unreadable(journal.location(), e);
        }
    }

    /// The next one; null at the end of a whole journal.
    private static @Nullable TableFile file(JsonParser parser, long before, String journal)
            throws IOException {
        String location = null;
        FileKind kind = FileKind.OTHER;
        long bytes = 0;
        long millis = 0;
        long count = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "file" -> location = parser.getText();
                case "kind" -> kind = FileKind.valueOf(parser.getText());
                case "bytes" -> bytes = parser.getLongValue();
                case "ms" -> millis = parser.getLongValue();
                case "files" -> count = parser.getLongValue();
                default -> parser.skipChildren();
            }
        }
        if (location == null && count != before) {
            throw new TornException(journal);
        }
        return location == null ? null : new TableFile(location, kind, bytes, millis);
    }

    private static UncheckedIOException unreadable(String location, IOException e) {
        return new UncheckedIOException(
                "Journal %s cannot be read: %s".formatted(location, e.getMessage()), e);
    }

    /// Begins a journal. The caller closes it; unless it was finished before, it is gone then.
    public Writer begin(Journal.Action action, List<Long> snapshots) {
        long millis = target.clock().millis();
        String location =
                String.format(
                        Locale.ROOT,
                        "%s/%013d-%s-%s%s",
                        directory,
                        millis,
                        action.text(),
                        UUID.randomUUID(),
                        SUFFIX);
        Journal journal =
                new Journal(
                        location,
                        action,
                        Objects.requireNonNullElse(target.metadata().uuid(), ""),
                        millis,
                        snapshots);
        return new Writer(journal);
    }

    /// Nothing is left to do of what it says. A journal that cannot be deleted is found again by
    /// the next who looks, and does no harm.
    public void delete(Journal journal) {
        try {
            io.deleteFile(journal.location());
        } catch (RuntimeException e) {
            LOG.warn("event=journal_not_deleted location={}", journal.location(), e);
        }
    }

    /// A journal being written. For one thread.
    public final class Writer implements AutoCloseable {
        private final Journal journal;
        private final JsonGenerator json;
        private long files;
        private boolean isFinished;

        private Writer(Journal journal) {
            this.journal = journal;
            try {
                json =
                        JSON.createGenerator(
                                io.newOutputFile(journal.location()).create(), JsonEncoding.UTF8);
                json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
                writeHeader();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        private void writeHeader() throws IOException {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("action", journal.action().text());
            json.writeStringField("table-uuid", journal.tableUuid());
            json.writeNumberField("created-ms", journal.createdMillis());
            json.writeArrayFieldStart("snapshot-ids");
            for (long snapshot : journal.snapshots()) {
                json.writeNumber(snapshot);
            }
            json.writeEndArray();
            json.writeEndObject();
        }

        public void add(TableFile file) {
            try {
                json.writeStartObject();
                json.writeStringField("file", file.location());
                json.writeStringField("kind", file.kind().name());
                json.writeNumberField("bytes", file.bytes());
                json.writeNumberField("ms", file.millis());
                json.writeEndObject();
                files++;
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        /// How many were added.
        public long count() {
            return files;
        }

        /// The journal is whole and durable from here on.
        public Journal finish() {
            try {
                json.writeStartObject();
                json.writeNumberField("files", files);
                json.writeEndObject();
                json.close();
                isFinished = true;
                return journal;
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        private UncheckedIOException unwritable(IOException e) {
            return new UncheckedIOException(
                    "Journal %s cannot be written: %s"
                            .formatted(journal.location(), e.getMessage()),
                    e);
        }

        @Override
        public void close() {
            if (isFinished) {
                return;
            }
            try {
                json.close();
            } catch (IOException e) {
                LOG.debug("event=journal_not_closed location={}", journal.location(), e);
            }
            delete(journal);
        }
    }
}
