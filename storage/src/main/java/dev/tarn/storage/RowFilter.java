package dev.tarn.storage;

import dev.tarn.columnar.Batch;

import java.util.List;

/// Which rows a scan gives: those for which all of `conjuncts` are true. Shared by all readers of a
/// scan; what it opens belongs to one thread at a time.
public record RowFilter(List<Conjunct> conjuncts) {
    /// Keeps all rows.
    public static final RowFilter NONE = new RowFilter(List.of());

    public RowFilter {
        conjuncts = List.copyOf(conjuncts);
    }

    /// One condition. Thread-safe.
    public interface Conjunct {
        /// Columns, as ordinals into what is read, that the condition looks at.
        List<Integer> ordinals();

        /// Whether it may fail on a row that another conjunct would have left out, so that it must
        /// stay behind those which were written before it.
        boolean mayFail();

        /// Makes the condition ready to run.
        Evaluator open();
    }

    /// A condition that runs. Owned by one thread at a time.
    public interface Evaluator {
        /// `batch` with only those of its selected rows for which the condition is true. Columns
        /// that the condition does not look at may hold anything.
        Batch keep(Batch batch);
    }
}
