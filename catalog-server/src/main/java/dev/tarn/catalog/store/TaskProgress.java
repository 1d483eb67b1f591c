package dev.tarn.catalog.store;

/// How far a task came. `cursor` is for the work alone to read; the counts are for people.
public record TaskProgress(String cursor, long deletedCount, long keptCount) {

    public static final TaskProgress NONE = new TaskProgress("", 0, 0);
}
