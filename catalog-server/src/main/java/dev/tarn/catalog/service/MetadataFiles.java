package dev.tarn.catalog.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.view.ViewMetadata;
import org.apache.iceberg.view.ViewMetadataParser;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/// Reads and writes metadata files. A file never changes once written, so what is kept by location
/// is exact. Thread-safe; does not own the FileIO.
public final class MetadataFiles {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataFiles.class);
    private static final int MAX_CHECKED = 10_000;
    private static final Duration REMOTE_RECHECK = Duration.ofSeconds(30);

    private final FileIO io;
    private final FileMark mark;
    private final Cache<String, Boolean> recentlyThere;
    private final MetadataTexts texts;
    private final Cache<String, ViewMetadata> views;

    /// @param mark what tells the files written here from others
    public MetadataFiles(FileIO io, FileMark mark) {
        this.io = io;
        this.mark = mark;
        this.texts = new MetadataTexts(io);
        this.recentlyThere =
                Caffeine.newBuilder()
                        .maximumSize(MAX_CHECKED)
                        .expireAfterWrite(REMOTE_RECHECK)
                        .build();
        this.views = Caffeine.newBuilder().maximumSize(1_000).build();
    }

    public FileIO io() {
        return io;
    }

    FileMark mark() {
        return mark;
    }

    /// Files below a directory; none where it is missing or the store cannot list.
    Iterable<FileInfo> list(String directory) {
        String prefix = directory.endsWith("/") ? directory : directory + "/";
        return io instanceof SupportsPrefixOperations lister
                ? lister.listPrefix(prefix)
                : List.of();
    }

    /// Metadata files of tables and views below a directory, whoever wrote them.
    List<String> listMetadata(String directory) {
        List<String> result = new ArrayList<>();
        for (FileInfo file : list(directory)) {
            if (isMetadata(file.location())) {
                result.add(file.location());
            }
        }
        return result;
    }

    static boolean isMetadata(String location) {
        return location.indexOf("metadata.json", location.lastIndexOf('/')) >= 0;
    }

    /// Metadata that is read once and not worth a place in the cache.
    ///
    /// @throws NotFoundException when the file is gone
    TableMetadata readTable(String location) {
        TableMetadata known = texts.parsed(location);
        if (known != null && io.newInputFile(location).exists()) {
            return known;
        }
        return texts.parse(location);
    }

    /// @throws NotFoundException when the file is gone
    LoadedTable table(String location) {
        return texts.table(location);
    }

    /// The same where no file has to be read for it; else null.
    @Nullable List<NestedField> knownColumns(String location) {
        return texts.knownColumns(location);
    }

    /// Takes the columns that the table has there, as the database knows.
    void keepColumns(String location, List<NestedField> columns) {
        texts.keepColumns(location, columns);
    }

    /// The columns of the table whose metadata is there.
    ///
    /// @throws NotFoundException when the file is gone
    List<NestedField> columns(String location) {
        return texts.columns(location);
    }

    /// Checks that a file the cache or a client may know is still there, without reading it: a lost
    /// file must not stay hidden until the cache forgets it. Local files are looked up each time,
    /// remote ones at most every 30 seconds.
    ///
    /// @throws NotFoundException when the file is gone
    void checkThere(String location) {
        boolean isRemote = !isLocal(location);
        if (isRemote && recentlyThere.getIfPresent(location) != null) {
            return;
        }
        if (!io.newInputFile(location).exists()) {
            throw new NotFoundException(
                    "Failed to open input stream for file: %s; the metadata file is missing",
                    location);
        }
        if (isRemote) {
            recentlyThere.put(location, true);
        }
    }

    static boolean isLocal(String location) {
        return Locations.canonical(location).startsWith("file:");
    }

    /// Writes the next metadata file of a table.
    LoadedTable writeTable(TableMetadata updated, long version) {
        String codec =
                updated.property(
                        TableProperties.METADATA_COMPRESSION,
                        TableProperties.METADATA_COMPRESSION_DEFAULT);
        TableMetadataParser.Codec parsed = TableMetadataParser.Codec.fromName(codec);
        String directory =
                updated.property(
                        TableProperties.WRITE_METADATA_LOCATION, updated.location() + "/metadata");
        String location =
                fileName(directory, version) + TableMetadataParser.getFileExtension(parsed);
        TableMetadata written =
                TableMetadata.buildFrom(updated)
                        .discardChanges()
                        .withMetadataLocation(location)
                        .build();
        byte[] json = MetadataText.print(written);
        write(location, json, parsed == TableMetadataParser.Codec.GZIP);
        return texts.put(location, written, json);
    }

    ViewMetadata view(String location) {
        ViewMetadata cached = views.getIfPresent(location);
        if (cached != null) {
            return cached;
        }
        String json = new String(texts.readAll(location), StandardCharsets.UTF_8);
        ViewMetadata loaded = ViewMetadataParser.fromJson(location, json);
        views.put(location, loaded);
        return loaded;
    }

    ViewMetadata writeView(ViewMetadata updated, long version) {
        String directory =
                updated.properties()
                        .getOrDefault("write.metadata.path", updated.location() + "/metadata");
        String location = fileName(directory, version) + ".metadata.json";
        String json = ViewMetadataParser.toJson(updated);
        write(location, json.getBytes(StandardCharsets.UTF_8), false);
        ViewMetadata written = ViewMetadataParser.fromJson(location, json);
        views.put(location, written);
        return written;
    }

    /// Deletes the file of a commit that provably failed. A file that cannot be deleted stays as an
    /// orphan and is logged; it must not turn the answer into another one.
    void deleteUnused(String location) {
        texts.forget(location);
        views.invalidate(location);
        try {
            io.deleteFile(location);
        } catch (RuntimeException e) {
            LOG.warn("Metadata file of a failed commit stays behind: location={}", location, e);
        }
    }

    /// The location of metadata that was read or written here, which always has one.
    static String locationOf(ViewMetadata metadata) {
        return Objects.requireNonNull(metadata.metadataFileLocation());
    }

    private String fileName(String directory, long version) {
        String base = directory.endsWith("/") ? directory : directory + "/";
        return String.format(Locale.ROOT, "%s%05d-%s", base, version, mark.next());
    }

    private void write(String location, byte[] json, boolean isCompressed) {
        try (OutputStream raw = io.newOutputFile(location).create();
                OutputStream out = isCompressed ? new GZIPOutputStream(raw) : raw) {
            out.write(json);
        } catch (RuntimeException e) {
            deleteUnused(location);
            throw e;
        } catch (IOException e) {
            deleteUnused(location);
            throw new UncheckedIOException(
                    "Cannot write metadata file %s: %s".formatted(location, e.getMessage()), e);
        }
    }

    /// Refuses what is no table metadata with a message that names the file.
    LoadedTable tableToRegister(String location) {
        try {
            LoadedTable loaded = table(location);
            loaded.metadata();
            return loaded;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new ValidationException(e, "Cannot register %s: %s", location, e.getMessage());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof JsonProcessingException) {
                throw new ValidationException(
                        e, "Cannot register %s: it does not hold a table's metadata", location);
            }
            throw e;
        }
    }
}
