package dev.tarn.engine.basic;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Operator;

import org.jspecify.annotations.Nullable;

/// An operator that makes at most one batch of each batch.
abstract class OneToOne implements Operator {
    private @Nullable Batch output;

    abstract @Nullable Batch map(Batch batch);

    @Override
    public final void accept(Batch batch) {
        output = map(batch);
    }

    @Override
    public final @Nullable Batch next() {
        Batch next = output;
        output = null;
        return next;
    }
}
