package dev.tarn.catalog.store;

/// One run of a durable job that is over.
///
/// @param jobId the id of its task
/// @param message what went wrong, or what there is to say; may be empty
/// @param fileCount files that it took in or wrote
public record JobRunRow(
        String id,
        String warehouseId,
        String jobId,
        String kind,
        String name,
        String owner,
        boolean isFailed,
        String message,
        long fileCount,
        long rowCount,
        long startedMillis,
        long endedMillis) {}
