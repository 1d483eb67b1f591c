package dev.tarn.catalog.service;

import dev.tarn.catalog.store.TaskRow;

import java.time.Instant;
import java.util.Locale;

/// A task, as people see it.
///
/// @param state `waiting`, `running`, `paused`, `done` or `failed`
/// @param message the last error, or what there is to say about the outcome; may be empty
public record TaskReport(
        String id,
        String kind,
        String subject,
        String subjectId,
        String state,
        long attempts,
        long deletedFiles,
        long keptFiles,
        String message,
        Instant created,
        Instant updated) {

    static TaskReport of(TaskRow row) {
        return new TaskReport(
                row.id(),
                row.kind(),
                row.subject(),
                row.subjectId(),
                row.state().name().toLowerCase(Locale.ROOT),
                row.attempts(),
                row.progress().deletedCount(),
                row.progress().keptCount(),
                row.message(),
                Instant.ofEpochMilli(row.createdMillis()),
                Instant.ofEpochMilli(row.updatedMillis()));
    }
}
