package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// One namespace. `path` joins all levels with U+001F; `parentPath` is "" and `parentId` null at
/// the top level.
public record NamespaceRow(
        String id,
        @Nullable String parentId,
        String parentPath,
        String path,
        Map<String, String> properties,
        long version,
        long createdMillis) {

    public NamespaceRow {
        // not Map.copyOf: Iceberg asks maps whether they contain null
        properties = Collections.unmodifiableMap(new HashMap<>(properties));
    }

    public NamespaceRow withProperties(Map<String, String> newProperties) {
        return new NamespaceRow(
                id, parentId, parentPath, path, newProperties, version + 1, createdMillis);
    }
}
