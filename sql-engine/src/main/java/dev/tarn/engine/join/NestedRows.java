package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;

import java.util.List;

/// Build rows that a nested loop tries with probe rows. Several threads may read and mark at once.
sealed interface NestedRows permits NestedTable, StoredBatch {

    int rowCount();

    /// The rows in batches, in order.
    List<Batch> slices();

    /// The one build row `row`, as vectors of one value.
    List<FlatVector> row(int row);

    /// Whether a build row has found a partner; who asks while others mark may not see it yet.
    boolean isMatched(int row);

    void mark(int row);
}
