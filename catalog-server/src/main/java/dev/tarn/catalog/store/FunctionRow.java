package dev.tarn.catalog.store;

/// One SQL function with all its overloads. `metadata` is JSON as the REST specification has it;
/// `version` counts replacements.
public record FunctionRow(
        String id,
        String namespaceId,
        String name,
        String metadata,
        long version,
        long createdMillis,
        long updatedMillis) {

    public FunctionRow withMetadata(String newMetadata, long nowMillis) {
        return new FunctionRow(
                id, namespaceId, name, newMetadata, version + 1, createdMillis, nowMillis);
    }
}
