package dev.tarn.catalog.store;

/// One pipe. `definition` is JSON that the catalog does not look into; `version` counts changes of
/// it. The id is that of the task that does the pipe's work.
///
/// @param namespacePath where the pipe is; not written
public record PipeRow(
        String id,
        String namespaceId,
        String namespacePath,
        String name,
        String definition,
        long version,
        long createdMillis,
        long updatedMillis) {

    public PipeRow withDefinition(String newDefinition, long nowMillis) {
        return new PipeRow(
                id,
                namespaceId,
                namespacePath,
                name,
                newDefinition,
                version + 1,
                createdMillis,
                nowMillis);
    }
}
