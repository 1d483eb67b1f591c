package dev.tarn.engine.exec;

import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.RowFilter;

import org.jspecify.annotations.Nullable;

/// What an operator finds out, while a query runs, of the rows that it will need of one scan: as
/// bounds, for whole files, row groups and pages, and maybe as a condition on single rows. Rows
/// that meet neither may be left out, and need not be. Thread-safe.
public interface LiveFilter extends LiveBounds {
    /// The condition on rows; asked for when the scan begins; null where there is none.
    RowFilter.@Nullable Conjunct rows();

    /// What is known, and what it has left out, in one line; empty where there is nothing to tell.
    String text();
}
