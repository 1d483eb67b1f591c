package dev.tarn.storage;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The conditions on rows that readers of one scan share: deletes of one file, then the scan's
/// filter, then what is left of the columns. Lends a [RowSieve] to whoever decodes, and keeps those
/// that come back, so that there are no more of them than threads. Thread-safe.
public final class RowSieves {
    private final List<RowFilter.Conjunct> deletes;
    private final Filters filters;
    private final int columnCount;

    /// The filter's part of sieves, which files of a scan share.
    public static final class Filters {
        private final RowFilter filter;
        private final ScanCounters counters;
        private final boolean lends;
        private final ConcurrentLinkedQueue<AdaptiveConjuncts> idle = new ConcurrentLinkedQueue<>();

        /// @param lends whether batches are used until the next one is asked for, and no longer
        public Filters(RowFilter filter, ScanCounters counters, boolean lends) {
            this.filter = filter;
            this.counters = counters;
            this.lends = lends;
        }

        ScanCounters counters() {
            return counters;
        }

        AdaptiveConjuncts borrow() {
            @Nullable AdaptiveConjuncts known = idle.poll();
            return known != null ? known : new AdaptiveConjuncts(filter);
        }

        void giveBack(AdaptiveConjuncts conjuncts) {
            idle.add(conjuncts);
        }
    }

    /// Sieves for rows of which the first `columnCount` columns are given, once `deletes`, which
    /// may look at columns behind those, have taken their rows away.
    public RowSieves(List<RowFilter.Conjunct> deletes, Filters filters, int columnCount) {
        this.deletes = List.copyOf(deletes);
        this.filters = filters;
        this.columnCount = columnCount;
    }

    /// All rows of `columnCount` columns.
    public static RowSieves all(int columnCount, ScanCounters counters) {
        return new RowSieves(List.of(), new Filters(RowFilter.NONE, counters, false), columnCount);
    }

    /// Whether every row comes through.
    public boolean keepsAll() {
        return deletes.isEmpty() && filters.filter.conjuncts().isEmpty();
    }

    /// Whether nobody looks at column `ordinal` of a batch any more when the next one is read,
    /// which may be put into the same arrays then: a column that only conditions look at, or any
    /// column of a scan that lends its batches.
    public boolean lends(int ordinal) {
        return filters.lends || ordinal >= columnCount;
    }

    public ScanCounters counters() {
        return filters.counters();
    }

    /// A sieve; to be closed by the thread that used it last.
    public RowSieve open() {
        return new RowSieve(deletes, filters, columnCount);
    }
}
