package dev.tarn.catalog.service;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The JSON of a table's metadata, as UTF-8: kept in memory when it is short, otherwise read from
/// its file each time. Immutable but for the refs-only form, which is kept once it was made.
/// Thread-safe. Arrays are not to be written by callers.
public final class MetadataText {
    /// What is longer is not kept: a few such tables would push all others out of the cache, and
    /// arrays of that size are hard on the garbage collector.
    static final int MAX_KEPT_BYTES = 4 << 20;

    private final TableOutline outline;
    private final long length;
    private final byte @Nullable [] kept;
    private final Source source;
    private volatile byte @Nullable [] refs;

    /// Where the text can be read again.
    interface Source {
        InputStream open() throws IOException;
    }

    private MetadataText(TableOutline outline, long length, byte @Nullable [] kept, Source source) {
        this.outline = outline;
        this.length = length;
        this.kept = kept;
        this.source = source;
    }

    static MetadataText kept(TableOutline outline, byte[] json) {
        return new MetadataText(outline, json.length, json, () -> new ByteArrayInputStream(json));
    }

    /// @param length of the text in bytes, not compressed
    static MetadataText inFile(TableOutline outline, long length, Source source) {
        return new MetadataText(outline, length, null, source);
    }

    static byte[] print(TableMetadata metadata) {
        return TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
    }

    TableOutline outline() {
        return outline;
    }

    /// In bytes.
    public long length() {
        return length;
    }

    /// All of it, or null when it is too long to be in memory.
    public byte @Nullable [] kept() {
        return kept;
    }

    /// The text from its start. To be closed by the caller.
    public InputStream open() throws IOException {
        return source.open();
    }

    byte @Nullable [] refs() {
        return refs;
    }

    void keepRefs(byte[] json) {
        if (json.length <= MAX_KEPT_BYTES) {
            refs = json;
        }
    }
}
