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
        private final ConcurrentLinkedQueue<AdaptiveConjuncts> idle = new ConcurrentLinkedQueue<>();

        public Filters(RowFilter filter, ScanCounters counters) {
            this.filter = filter;
            this.counters = counters;
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
        return new RowSieves(List.of(), new Filters(RowFilter.NONE, counters), columnCount);
    }

    /// Whether every row comes through.
    public boolean keepsAll() {
        return deletes.isEmpty() && filters.filter.conjuncts().isEmpty();
    }

    /// Whether column `ordinal` is looked at here only: nobody sees it who gets the batch.
    public boolean isForConditions(int ordinal) {
        return ordinal >= columnCount;
    }

    public ScanCounters counters() {
        return filters.counters();
    }

    /// A sieve; to be closed by the thread that used it last.
    public RowSieve open() {
        return new RowSieve(deletes, filters, columnCount);
    }
}
