package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/// Joins strings with a separator, in the order seen; nulls are left out, null for no value. The
/// separator is the one beside the first value of all.
final class JoinAccumulator implements Accumulator {
    private final ListAccumulator values =
            new ListAccumulator(new DataType.ListOf(DataType.STRING));
    private byte @Nullable [] separator;

    @Override
    public void resize(int groupCount) {
        values.resize(groupCount);
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        Rows valid = rows.where(Args.validity(arguments.get(0)));
        int count = valid.selectedCount();
        if (count == 0) {
            return;
        }
        if (separator == null && !arguments.get(1).isNull(valid.row(0))) {
            Bytes separators = Args.bytes(arguments.get(1));
            int row = valid.row(0);
            separator =
                    Arrays.copyOfRange(separators.data(), separators.from(row), separators.to(row));
        }
        int[] kept = groups;
        if (count < rows.selectedCount()) {
            kept = new int[count];
            int at = 0;
            for (int i = 0; at < count; i++) {
                if (rows.row(i) == valid.row(at)) {
                    kept[at++] = groups[i];
                }
            }
        }
        values.add(kept, arguments, valid);
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        JoinAccumulator that = (JoinAccumulator) other;
        if (separator == null) {
            separator = that.separator;
        }
        values.merge(that.values, from, to, count);
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(values.stateTypes().getFirst(), DataType.STRING);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        byte[] between = separator;
        BytesVector one =
                between == null
                        ? new BytesVector(DataType.STRING, new byte[0], new int[2], new long[1], 1)
                        : new BytesVector(
                                DataType.STRING, between, new int[] {0, between.length}, null, 1);
        return List.of(
                values.save(groups, from, to).getFirst(), new ConstantVector(one, to - from));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        values.restore(saved.subList(0, 1), count);
        if (count > 0 && !saved.get(1).isNull(0)) {
            Bytes separators = Args.bytes(saved.get(1));
            separator = Arrays.copyOfRange(separators.data(), separators.from(0), separators.to(0));
        }
    }

    @Override
    public Vector finish(int from, int to) {
        ListVector lists = (ListVector) values.finish(from, to);
        BytesVector elements = (BytesVector) lists.elements();
        byte[] between = separator == null ? new byte[0] : separator;
        BytesOut out = new BytesOut(lists.length(), elements.data().length);
        for (int row = 0; row < lists.length(); row++) {
            out.start(row);
            for (int at = lists.offsets()[row]; at < lists.offsets()[row + 1]; at++) {
                if (at > lists.offsets()[row]) {
                    out.append(between);
                }
                out.append(elements.data(), elements.offsets()[at], elements.offsets()[at + 1]);
            }
        }
        return out.finish(DataType.STRING, lists.validity());
    }

    @Override
    public long sizeBytes() {
        return values.sizeBytes();
    }
}
