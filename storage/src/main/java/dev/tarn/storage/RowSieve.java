package dev.tarn.storage;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Narrows the rows of batches and loads columns as late as it can: deletes first, then the
/// filter's conjuncts, each with the columns that it looks at, and the other columns only for
/// batches of which a row is left. Owned by one thread at a time.
public final class RowSieve implements AutoCloseable {
    private final List<RowFilter.Evaluator> deleteEvaluators;
    private final List<RowFilter.Conjunct> deletes;
    private final RowSieves.Filters filters;
    private final AdaptiveConjuncts conjuncts;
    private final int columnCount;

    private @Nullable Vector[] loaded = new Vector[0];
    private int rowCount;
    private int @Nullable [] selection;
    private int selectedCount;

    /// Where columns come from.
    public interface Columns {
        /// How many there are.
        int count();

        /// Column `ordinal` of the batch. Only the rows of `selection[0..selectedCount)`, or all
        /// rows where that is null, need to hold their values.
        Vector load(int ordinal, int @Nullable [] selection, int selectedCount);
    }

    RowSieve(List<RowFilter.Conjunct> deletes, RowSieves.Filters filters, int columnCount) {
        this.deletes = deletes;
        this.deleteEvaluators = deletes.stream().map(RowFilter.Conjunct::open).toList();
        this.filters = filters;
        this.conjuncts = filters.borrow();
        this.columnCount = columnCount;
    }

    /// What is left of a batch of `rows` rows; null where nothing is.
    public @Nullable Batch sieve(int rows, Columns columns) {
        begin(rows, columns.count());
        for (int i = 0; i < deletes.size() && selectedCount > 0; i++) {
            keep(deleteEvaluators.get(i), deletes.get(i), columns);
        }
        ScanCounters counters = filters.counters();
        int undeleted = selectedCount;
        counters.deletedRows.add(rows - undeleted);
        for (AdaptiveConjuncts.Running running : conjuncts.next()) {
            if (selectedCount == 0) {
                break;
            }
            int before = selectedCount;
            long begin = System.nanoTime();
            keep(running.evaluator(), running.conjunct(), columns);
            running.measured(before, selectedCount, System.nanoTime() - begin);
        }
        counters.filteredRows.add(undeleted - selectedCount);
        counters.producedRows.add(selectedCount);
        return selectedCount == 0 ? null : result(columns);
    }

    private void begin(int rows, int count) {
        if (loaded.length != count) {
            loaded = new Vector[count];
        } else {
            Arrays.fill(loaded, null);
        }
        rowCount = rows;
        selection = null;
        selectedCount = rows;
    }

    private void keep(RowFilter.Evaluator evaluator, RowFilter.Conjunct conjunct, Columns columns) {
        for (int ordinal : conjunct.ordinals()) {
            load(ordinal, columns);
        }
        Vector absent = null;
        Vector[] vectors = new Vector[loaded.length];
        for (int ordinal = 0; ordinal < vectors.length; ordinal++) {
            Vector vector = loaded[ordinal];
            if (vector == null) {
                absent =
                        absent == null
                                ? Vectors.nulls(dev.tarn.columnar.DataType.UNKNOWN, rowCount)
                                : absent;
                vector = absent;
            }
            vectors[ordinal] = vector;
        }
        Batch kept =
                evaluator.keep(
                        new Batch(Arrays.asList(vectors), rowCount, selection, selectedCount));
        selection = kept.selection();
        selectedCount = kept.selectedCount();
    }

    private Vector load(int ordinal, Columns columns) {
        Vector known = loaded[ordinal];
        if (known == null) {
            known = columns.load(ordinal, selection, selectedCount);
            loaded[ordinal] = known;
        }
        return known;
    }

    private Batch result(Columns columns) {
        Vector[] vectors = new Vector[columnCount];
        for (int ordinal = 0; ordinal < columnCount; ordinal++) {
            vectors[ordinal] = load(ordinal, columns);
        }
        List<Vector> given = Arrays.asList(vectors);
        return selectedCount == rowCount
                ? new Batch(given, rowCount)
                : new Batch(given, rowCount, selection, selectedCount);
    }

    @Override
    public void close() {
        filters.giveBack(conjuncts);
    }
}
