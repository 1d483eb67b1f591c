package dev.tarn.engine.physical;

import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/// Into which files a table write puts its rows: all of one partition, each near `targetBytes` and
/// none much above `mostBytes`, and no more of them than that takes.
///
/// @param partition of the table's spec; null where that has no fields
/// @param rowCount how many rows are expected
public record FileLayout(
        @Nullable StructLike partition, long rowCount, long targetBytes, long mostBytes) {}
