package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueHash;

import java.nio.ByteBuffer;
import java.util.List;

/// Eight bytes that are the same for the same values in any order, nulls among them: the sum of
/// their hashes, each made odd so that a row always counts. Null for no row. Other engines' bytes
/// are others.
final class ChecksumAccumulator extends LongStates {
    ChecksumAccumulator() {
        super(0);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        long[] hashes = ValueHash.of(arguments.getFirst(), rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            states[groups[i]] += hashes[rows.row(i)] | 1;
            seen[groups[i]] = true;
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        ChecksumAccumulator that = (ChecksumAccumulator) other;
        for (int g = 0; g < count; g++) {
            states[to[g]] += that.states[from[g]];
            seen[to[g]] |= that.seen[from[g]];
        }
    }

    @Override
    public Vector finish(int from, int to) {
        BytesOut out = new BytesOut(to - from, 8 * (to - from));
        for (int group = from; group < to; group++) {
            out.start(group - from);
            if (seen[group]) {
                out.append(ByteBuffer.allocate(8).putLong(states[group]).array());
            }
        }
        return out.finish(DataType.BINARY, Groups.validity(seen, from, to));
    }
}
