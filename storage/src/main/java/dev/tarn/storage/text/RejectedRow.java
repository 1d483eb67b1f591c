package dev.tarn.storage.text;

import org.jspecify.annotations.Nullable;

/// A record that could not be read and was left out.
///
/// @param file where it is
/// @param line the line that it begins on, counted from 1
/// @param column the first column whose value was none; null where the record itself is broken
/// @param text the record as it stands there, cut where it is long
/// @param reason what is wrong with it
public record RejectedRow(
        String file, long line, @Nullable String column, String text, String reason) {}
