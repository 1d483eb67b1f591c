package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

/// A table or view, live or dropped and not being purged, as the search for references sees it.
///
/// @param provenMetadataLocation the last metadata file found to reach nothing outside `location`
public record PointerRow(
        String id,
        String warehouseId,
        EntryKind kind,
        String location,
        String metadataLocation,
        @Nullable String provenMetadataLocation) {

    /// Whether it is known that the entry reaches no file outside its own location.
    public boolean isProven() {
        return metadataLocation.equals(provenMetadataLocation);
    }
}
