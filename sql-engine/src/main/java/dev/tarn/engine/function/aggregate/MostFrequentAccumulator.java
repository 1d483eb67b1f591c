package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.aggregate.FrequentValues.Frequency;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `approx_most_frequent(buckets, value, capacity)` of BIGINT or strings: a map of the values that
/// came most often to about how often. Nulls are left out; null for no value.
final class MostFrequentAccumulator implements Accumulator {
    private static final int MAX_CAPACITY = 1_000_000;

    private final DataType type;
    private final SameArgument buckets =
            new SameArgument("approx_most_frequent's number of buckets", DataType.BIGINT);
    private final SameArgument capacity =
            new SameArgument("approx_most_frequent's capacity", DataType.BIGINT);
    private @Nullable FrequentValues<Key>[] states = states(0);
    private long heldBytes;

    /// A value: a number, or bytes, which are not changed.
    private record Key(long number, byte @Nullable [] bytes) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return bytes == null || other.bytes == null
                    ? Long.compare(number, other.number)
                    : Arrays.compareUnsigned(bytes, other.bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && number == that.number
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number) * 31 + Arrays.hashCode(bytes);
        }

        long sizeBytes() {
            byte[] text = bytes;
            return text == null ? 24 : 48 + text.length;
        }
    }

    MostFrequentAccumulator(DataType type) {
        this.type = type;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable FrequentValues<Key>[] states(int count) {
        return new FrequentValues[count];
    }

    @Override
    public void resize(int groupCount) {
        if (groupCount > states.length) {
            states = Arrays.copyOf(states, Groups.capacity(groupCount, states.length));
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        buckets.see(arguments.get(0), rows);
        capacity.see(arguments.get(2), rows);
        FlatVector values = arguments.get(1).flatten();
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (!values.isNull(row)) {
                add(groups[i], key(values, row), 1);
            }
        }
    }

    private static Key key(FlatVector values, int row) {
        return values instanceof LongVector numbers
                ? new Key(numbers.values()[row], null)
                : new Key(0, ((BytesVector) values).bytes(row));
    }

    private void add(int group, Key key, long times) {
        FrequentValues<Key> state = state(group);
        long had = state.sizeBytes();
        state.add(key, times);
        heldBytes += state.sizeBytes() - had;
    }

    private FrequentValues<Key> state(int group) {
        FrequentValues<Key> state = states[group];
        if (state == null) {
            state = new FrequentValues<>(number(capacity, MAX_CAPACITY), Key::sizeBytes);
            states[group] = state;
        }
        return state;
    }

    private static int number(SameArgument argument, int most) {
        long value = ((LongVector) argument.required()).values()[0];
        if (value < 1 || value > most) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "%s must be from 1 to %d, not %d".formatted(argument.what(), most, value));
        }
        return (int) value;
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        MostFrequentAccumulator that = (MostFrequentAccumulator) other;
        buckets.merge(that.buckets);
        capacity.merge(that.capacity);
        for (int g = 0; g < count; g++) {
            FrequentValues<Key> theirs = that.states[from[g]];
            if (theirs != null) {
                state(to[g]).mergeTaken(theirs.taken());
                for (Frequency<Key> entry : theirs.entries()) {
                    add(to[g], entry.value(), entry.count());
                }
            }
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return List.of(
                new ListOf(type),
                new ListOf(DataType.BIGINT),
                DataType.BIGINT,
                DataType.BIGINT,
                DataType.BIGINT);
    }

    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        List<@Nullable List<Frequency<Key>>> lists = new ArrayList<>();
        long[] taken = new long[to - from];
        for (int i = 0; i < to - from; i++) {
            FrequentValues<Key> state = states[groups[from + i]];
            lists.add(state == null ? null : state.entries());
            taken[i] = state == null ? 0 : state.taken();
        }
        Entries all = entries(lists);
        return List.of(
                new ListVector(
                        new ListOf(type), all.offsets(), all.values(), all.seen(), to - from),
                new ListVector(
                        new ListOf(DataType.BIGINT),
                        all.offsets(),
                        all.counts(),
                        all.seen(),
                        to - from),
                new LongVector(DataType.BIGINT, taken),
                buckets.save(to - from),
                capacity.save(to - from));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        buckets.restore(saved.get(3), count);
        capacity.restore(saved.get(4), count);
        ListVector values = (ListVector) saved.get(0).flatten();
        FlatVector keys = values.elements().flatten();
        ListVector counts = (ListVector) saved.get(1).flatten();
        long[] times = Args.longs(counts.elements());
        long[] taken = Args.longs(saved.get(2));
        for (int group = 0; group < count; group++) {
            if (!values.isNull(group)) {
                state(group).mergeTaken(taken[group]);
                int shift = counts.offsets()[group] - values.offsets()[group];
                for (int at = values.offsets()[group]; at < values.offsets()[group + 1]; at++) {
                    add(group, key(keys, at), times[at + shift]);
                }
            }
        }
    }

    @Override
    public Vector finish(int from, int to) {
        List<@Nullable List<Frequency<Key>>> lists = new ArrayList<>();
        for (int group = from; group < to; group++) {
            FrequentValues<Key> state = states[group];
            lists.add(state == null ? null : state.most(number(buckets, Integer.MAX_VALUE)));
        }
        Entries all = entries(lists);
        return new MapVector(
                new MapOf(type, DataType.BIGINT),
                all.offsets(),
                all.values(),
                all.counts(),
                all.seen(),
                to - from);
    }

    /// Lists of values and their counts as vectors.
    private record Entries(
            int[] offsets, FlatVector values, LongVector counts, long @Nullable [] seen) {}

    private Entries entries(List<@Nullable List<Frequency<Key>>> lists) {
        int[] offsets = new int[lists.size() + 1];
        long[] seen = Bitmaps.allClear(lists.size());
        List<Frequency<Key>> all = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            List<Frequency<Key>> list = lists.get(i);
            if (list != null) {
                Bitmaps.set(seen, i);
                all.addAll(list);
            }
            offsets[i + 1] = all.size();
        }
        long[] numbers = new long[all.size()];
        long[] counts = new long[all.size()];
        BytesOut texts = new BytesOut(all.size(), 16);
        for (int i = 0; i < counts.length; i++) {
            Key key = all.get(i).value();
            counts[i] = all.get(i).count();
            numbers[i] = key.number();
            byte[] bytes = key.bytes();
            texts.start(i);
            if (bytes != null) {
                texts.append(bytes);
            }
        }
        return new Entries(
                offsets,
                type == DataType.BIGINT ? new LongVector(type, numbers) : texts.finish(type, null),
                new LongVector(DataType.BIGINT, counts),
                seen);
    }

    @Override
    public long sizeBytes() {
        return 8L * states.length + heldBytes + buckets.sizeBytes() + capacity.sizeBytes();
    }
}
