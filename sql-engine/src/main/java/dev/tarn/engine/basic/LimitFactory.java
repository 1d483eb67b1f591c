package dev.tarn.engine.basic;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.OperatorFactory;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;

/// LIMIT and OFFSET over all drivers: each batch claims its range of the rows seen so far, and
/// keeps what of it lies in `offset..offset + limit`. So the count is exact, whichever rows they
/// are, and with one driver the order is kept.
final class LimitFactory implements OperatorFactory {
    private final long offset;
    private final long end;
    private final AtomicLong claimed = new AtomicLong();

    LimitFactory(long limit, long offset) {
        this.offset = offset;
        boolean unlimited = limit < 0 || limit > Long.MAX_VALUE - offset;
        this.end = unlimited ? Long.MAX_VALUE : offset + limit;
    }

    @Override
    public Operator create() {
        return new OneToOne() {
            @Override
            @Nullable Batch map(Batch batch) {
                return keep(batch);
            }

            @Override
            public boolean isDone() {
                return claimed.get() >= end;
            }
        };
    }

    private @Nullable Batch keep(Batch batch) {
        int count = batch.selectedCount();
        long from = claimed.getAndAdd(count);
        int first = (int) Math.clamp(offset - from, 0, count);
        int last = (int) Math.clamp(end - from, 0, count);
        if (first >= last) {
            return null;
        }
        if (first == 0 && last == count) {
            return batch;
        }
        int[] before = batch.selection();
        int[] kept = new int[last - first];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = before == null ? first + i : before[first + i];
        }
        return new Batch(batch.columns(), batch.rowCount(), kept, kept.length);
    }
}
