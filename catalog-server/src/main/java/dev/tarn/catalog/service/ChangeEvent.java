package dev.tarn.catalog.service;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// One committed change, as the feed tells it.
///
/// @param sequence place in the feed, one more than that of the event before
/// @param changeId the same for all events of one transaction
/// @param kind such as `create-table`, `update-table`, `rename-view`
/// @param warehouse by name
/// @param objectId of the namespace, table or view; names change, ids do not
/// @param namespace its levels
/// @param name of the table or view; null for namespaces
/// @param moved where a rename went; null for all other changes
/// @param before what a table or view pointed to; nulls where there was nothing
/// @param origin who, and from where
/// @param atMillis since the epoch
public record ChangeEvent(
        long sequence,
        String changeId,
        String kind,
        String warehouse,
        String objectId,
        List<String> namespace,
        @Nullable String name,
        @Nullable Moved moved,
        State before,
        State after,
        Origin origin,
        long atMillis) {

    /// The name after a rename.
    public record Moved(List<String> namespace, String name) {}

    /// What a table or view pointed to, as far as the change knew it.
    public record State(@Nullable String metadataLocation, @Nullable Long snapshotId) {}
}
