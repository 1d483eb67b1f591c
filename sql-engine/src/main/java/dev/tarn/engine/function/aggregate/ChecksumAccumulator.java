package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueHash;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// Eight bytes that are the same for the same values in any order, nulls among them: the sum of
/// their hashes, each made odd so that a row always counts. Null for no row. Other engines' bytes
/// are others.
final class ChecksumAccumulator implements Accumulator {
    private long[] sums = new long[0];
    private boolean[] seen = new boolean[0];

    @Override
    public void resize(int groupCount) {
        if (groupCount > sums.length) {
            int capacity = Groups.capacity(groupCount, sums.length);
            sums = Arrays.copyOf(sums, capacity);
            seen = Arrays.copyOf(seen, capacity);
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        long[] hashes = ValueHash.of(arguments.getFirst(), rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            sums[groups[i]] += hashes[rows.row(i)] | 1;
            seen[groups[i]] = true;
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        ChecksumAccumulator that = (ChecksumAccumulator) other;
        for (int g = 0; g < count; g++) {
            sums[to[g]] += that.sums[from[g]];
            seen[to[g]] |= that.seen[from[g]];
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(DataType.BIGINT);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        return List.of(States.longs(sums, seen, groups, from, to));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        sums = States.longs(saved.getFirst());
        seen = States.seen(saved.getFirst(), count);
    }

    @Override
    public Vector finish(int from, int to) {
        BytesOut out = new BytesOut(to - from, 8 * (to - from));
        for (int group = from; group < to; group++) {
            out.start(group - from);
            if (seen[group]) {
                out.append(ByteBuffer.allocate(8).putLong(sums[group]).array());
            }
        }
        return out.finish(DataType.BINARY, Groups.validity(seen, from, to));
    }

    @Override
    public long sizeBytes() {
        return 9L * sums.length;
    }
}
