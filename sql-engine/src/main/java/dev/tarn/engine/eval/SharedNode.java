package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;

import org.jspecify.annotations.Nullable;

/// A part that several expressions have in common: once it has been computed for all rows that a
/// batch selects, that is its value for any of them. Holds on to the last batch.
final class SharedNode implements Node {
    private final Node part;
    private @Nullable Batch batch;
    private @Nullable Vector value;

    SharedNode(Node part) {
        this.part = part;
    }

    @Override
    public Vector evaluate(Batch wanted, Rows rows) {
        Vector known = value;
        if (known != null && wanted == batch) {
            return known;
        }
        Vector computed = part.evaluate(wanted, rows);
        if (rows.selection() == wanted.selection()
                && rows.selectedCount() == wanted.selectedCount()) {
            batch = wanted;
            value = computed;
        }
        return computed;
    }
}
