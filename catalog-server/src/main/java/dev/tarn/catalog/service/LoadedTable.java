package dev.tarn.catalog.service;

import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.function.Supplier;

/// A table's metadata as the text it came from, which is what clients get, and parsed for whoever
/// needs to look inside. Made for each call and cheap. Thread-safe.
public final class LoadedTable {
    private final @Nullable String metadataLocation;
    private final MetadataText text;
    private final Supplier<TableMetadata> parser;
    private volatile @Nullable TableMetadata metadata;

    /// @param metadataLocation null for a staged table, which has no file
    /// @param parser called when the metadata is first needed
    LoadedTable(
            @Nullable String metadataLocation, MetadataText text, Supplier<TableMetadata> parser) {
        this.metadataLocation = metadataLocation;
        this.text = text;
        this.parser = parser;
    }

    static LoadedTable staged(TableMetadata metadata) {
        byte[] json = MetadataText.print(metadata);
        return new LoadedTable(
                metadata.metadataFileLocation(),
                MetadataText.kept(TableOutline.of(metadata), json),
                () -> metadata);
    }

    /// Parsed when first asked for, unless somebody else has done that lately.
    ///
    /// @throws IllegalArgumentException or another exception of Iceberg's parser when the text is
    ///   no valid metadata
    public TableMetadata metadata() {
        TableMetadata known = metadata;
        if (known == null) {
            known = parser.get();
            metadata = known;
        }
        return known;
    }

    public @Nullable String metadataLocation() {
        return metadataLocation;
    }

    /// Location and properties, without parsing anything.
    public TableOutline outline() {
        return text.outline();
    }

    public Map<String, String> properties() {
        return text.outline().properties();
    }

    /// The whole metadata as UTF-8 JSON.
    public MetadataText text() {
        return text;
    }

    /// UTF-8 JSON with only the snapshots that refs name. Never a base to commit on.
    public byte[] refsJson() {
        byte[] made = text.refs();
        if (made == null) {
            made = MetadataText.print(refsOnly());
            text.keepRefs(made);
        }
        return made;
    }

    /// The metadata with only the snapshots that refs name.
    public TableMetadata refsOnly() {
        TableMetadata whole = metadata();
        return TableMetadata.buildFrom(whole)
                .withMetadataLocation(whole.metadataFileLocation())
                .suppressHistoricalSnapshots()
                .build();
    }
}
