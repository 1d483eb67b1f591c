package dev.tarn.storage.load;

import dev.tarn.storage.text.RejectedRow;

/// What a load history says of one load, which has an id and was at `atMillis` since 1970.
public sealed interface LoadEntry {
    String load();

    long atMillis();

    /// It loaded `file`.
    record OfFile(LoadedFile file, String load, long atMillis) implements LoadEntry {}

    /// It left out `row`.
    record OfReject(RejectedRow row, String load, long atMillis) implements LoadEntry {}
}
