package dev.tarn.engine;

import org.jspecify.annotations.Nullable;

/// One thing that a written column was made of.
///
/// @param targetTable the table or view that was written, with its catalog
/// @param targetColumn its column; null where the source decides which rows there are, of all
///   columns alike
/// @param sourceTable the table that was read, with its catalog, or the files
/// @param sourceColumn its column; null where it is not told, as of files that are loaded whole and
///   of answers that stand in metadata
public record ColumnLineage(
        String targetTable,
        @Nullable String targetColumn,
        String sourceTable,
        @Nullable String sourceColumn,
        Kind kind) {

    /// How a source matters.
    public enum Kind {
        /// Values are computed from it.
        VALUE,

        /// It is compared, joined or grouped by, or ordered by where that decides which rows stay.
        CONDITION
    }
}
