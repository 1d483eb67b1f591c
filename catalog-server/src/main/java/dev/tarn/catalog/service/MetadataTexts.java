package dev.tarn.catalog.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.types.Types.StructType;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;

/// What is kept of metadata files, by location: texts, and parsed metadata. Both are bounded by
/// bytes of JSON; parsed metadata takes several times its text. Thread-safe.
///
/// Whoever reads or parses a long text needs a permit, so that this takes half of the cores at
/// most: requests run on as many carrier threads as there are cores.
final class MetadataTexts {
    private static final long MAX_TEXT_BYTES = 64L << 20;
    private static final long MAX_PARSED_BYTES = 32L << 20;
    private static final long MAX_COLUMN_BYTES = 64L << 20;
    private static final int ENTRY_BYTES = 1_024;

    /// Heap of a column, and of each that is nested in one, roughly.
    private static final int COLUMN_BYTES = 256;

    private static final Semaphore LONG_WORK =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileIO io;
    private final Cache<String, MetadataText> texts =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_TEXT_BYTES)
                    .weigher((String _, MetadataText text) -> ENTRY_BYTES + keptBytes(text))
                    .build();
    private final Cache<String, Parsed> parsed =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_PARSED_BYTES)
                    .weigher((String _, Parsed parsed) -> parsed.weight)
                    .build();

    private final Cache<String, List<NestedField>> columns =
            Caffeine.newBuilder()
                    .maximumWeight(MAX_COLUMN_BYTES)
                    .weigher((String _, List<NestedField> fields) -> weight(fields))
                    .build();

    /// @param weight length of the text
    private record Parsed(TableMetadata metadata, int weight) {}

    MetadataTexts(FileIO io) {
        this.io = io;
    }

    private static int keptBytes(MetadataText text) {
        byte[] kept = text.kept();
        return kept == null ? 0 : kept.length;
    }

    /// @throws NotFoundException when the file is gone
    LoadedTable table(String location) {
        MetadataText known = texts.getIfPresent(location);
        MetadataText text = known == null ? read(location) : known;
        return new LoadedTable(location, text, () -> metadata(location, text));
    }

    private static int weight(List<NestedField> fields) {
        return ENTRY_BYTES + COLUMN_BYTES * TypeUtil.getProjectedIds(StructType.of(fields)).size();
    }

    /// The columns that the table has there, read from the start of the text unless they are known.
    ///
    /// @throws NotFoundException when the file is gone
    List<NestedField> columns(String location) {
        List<NestedField> known = knownColumns(location);
        List<NestedField> found = known == null ? readColumns(location) : known;
        columns.put(location, found);
        return found;
    }

    /// The same where no file has to be read for it; else null.
    @Nullable List<NestedField> knownColumns(String location) {
        List<NestedField> known = columns.getIfPresent(location);
        if (known != null) {
            return known;
        }
        TableMetadata whole = parsed(location);
        return whole == null ? null : whole.schema().columns();
    }

    /// What the table has there, as somebody else knows.
    void keepColumns(String location, List<NestedField> known) {
        columns.put(location, known);
    }

    private List<NestedField> readColumns(String location) {
        try (InputStream in = open(location)) {
            return CurrentColumns.scan(in);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    /// What was just written there.
    LoadedTable put(String location, TableMetadata metadata, byte[] json) {
        MetadataText text = MetadataText.kept(TableOutline.of(metadata), json);
        texts.put(location, isLong(json.length) ? inFile(text, location) : text);
        parsed.put(location, new Parsed(metadata, weight(json.length)));
        columns.put(location, metadata.schema().columns());
        return new LoadedTable(location, text, () -> metadata);
    }

    void forget(String location) {
        texts.invalidate(location);
        parsed.invalidate(location);
        columns.invalidate(location);
    }

    /// What is kept, if it is.
    @Nullable TableMetadata parsed(String location) {
        Parsed known = parsed.getIfPresent(location);
        return known == null ? null : known.metadata;
    }

    private TableMetadata metadata(String location, MetadataText text) {
        TableMetadata known = parsed(location);
        if (known != null) {
            return known;
        }
        TableMetadata read;
        byte[] kept = text.kept();
        if (kept == null) {
            read = parse(location);
        } else {
            read = TableMetadataParser.fromJson(location, new String(kept, StandardCharsets.UTF_8));
        }
        parsed.put(location, new Parsed(read, weight(text.length())));
        return read;
    }

    /// Reads and parses a file, and keeps nothing.
    ///
    /// @throws NotFoundException when the file is gone
    TableMetadata parse(String location) {
        return withPermit(
                location,
                () -> {
                    try (InputStream in = open(location)) {
                        return TableMetadataParser.fromJson(location, JSON.readTree(in));
                    }
                });
    }

    private MetadataText read(String location) {
        byte[] start = readStart(location);
        if (!isLong(start.length)) {
            MetadataText text;
            try {
                text = MetadataText.kept(TableOutline.scan(new ByteArrayInputStream(start)), start);
            } catch (IOException e) {
                throw unreadable(location, e);
            }
            texts.put(location, text);
            return text;
        }
        return withPermit(location, () -> readLong(location));
    }

    /// Somebody else may have read it while we waited for the permit.
    private MetadataText readLong(String location) throws IOException {
        MetadataText known = texts.getIfPresent(location);
        if (known != null) {
            return known;
        }
        try (CountedInput in = new CountedInput(open(location))) {
            TableOutline outline = TableOutline.scan(in);
            MetadataText text = MetadataText.inFile(outline, in.count(), () -> open(location));
            texts.put(location, text);
            return text;
        }
    }

    private MetadataText inFile(MetadataText text, String location) {
        return MetadataText.inFile(text.outline(), text.length(), () -> open(location));
    }

    private static boolean isLong(int length) {
        return length > MetadataText.MAX_KEPT_BYTES;
    }

    private static int weight(long length) {
        return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + length);
    }

    private byte[] readStart(String location) {
        try (InputStream in = open(location)) {
            return in.readNBytes(MetadataText.MAX_KEPT_BYTES + 1);
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    byte[] readAll(String location) {
        try (InputStream in = open(location)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(location, e);
        }
    }

    private InputStream open(String location) throws IOException {
        InputStream raw = io.newInputFile(location).newStream();
        if (!location.contains(".gz.") && !location.endsWith(".gz")) {
            return raw;
        }
        try {
            return new GZIPInputStream(raw);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /// Reading that may fail.
    private interface Reading<T> {
        T run() throws IOException;
    }

    private static <T> T withPermit(String location, Reading<T> reading) {
        LONG_WORK.acquireUninterruptibly();
        try {
            return reading.run();
        } catch (IOException e) {
            throw unreadable(location, e);
        } finally {
            LONG_WORK.release();
        }
    }

    private static RuntimeException unreadable(String location, IOException e) {
        return e instanceof FileNotFoundException || e instanceof NoSuchFileException
                ? new NotFoundException(
                        e,
                        "Failed to open input stream for file: %s; the metadata file is missing",
                        location)
                : new UncheckedIOException("Cannot read metadata file " + location, e);
    }
}
