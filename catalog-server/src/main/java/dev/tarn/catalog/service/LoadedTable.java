package dev.tarn.catalog.service;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// A table's metadata with the JSON it came from, so that answering needs no serialization.
///
/// Immutable but for the refs-only form, which is made once when first asked for.
/// `metadataLocation` is null for a staged table, which has no file. The arrays are not to be
/// written by callers.
public final class LoadedTable {
    private final TableMetadata metadata;
    private final byte[] json;
    private volatile byte @Nullable [] refsJson;

    LoadedTable(TableMetadata metadata, byte[] json) {
        this.metadata = metadata;
        this.json = json;
    }

    static LoadedTable staged(TableMetadata metadata) {
        return new LoadedTable(metadata, bytes(metadata));
    }

    public TableMetadata metadata() {
        return metadata;
    }

    public @Nullable String metadataLocation() {
        return metadata.metadataFileLocation();
    }

    /// UTF-8 JSON of the whole metadata.
    public byte[] json() {
        return json;
    }

    /// UTF-8 JSON with only the snapshots that refs name. Never a base to commit on.
    public byte[] refsJson() {
        byte[] made = refsJson;
        if (made == null) {
            made = bytes(refsOnly());
            refsJson = made;
        }
        return made;
    }

    /// The metadata with only the snapshots that refs name.
    public TableMetadata refsOnly() {
        return TableMetadata.buildFrom(metadata)
                .withMetadataLocation(metadata.metadataFileLocation())
                .suppressHistoricalSnapshots()
                .build();
    }

    static byte[] bytes(TableMetadata metadata) {
        return TableMetadataParser.toJson(metadata).getBytes(StandardCharsets.UTF_8);
    }
}
