package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueHash;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/// Counts different values roughly: HyperLogLog with 2,048 registers (standard error 2.3 %), or as
/// many as a standard error that is asked for needs; exact up to 64 values, which are kept as
/// hashes. Nulls are left out; 0 for no value.
///
/// Flajolet, Fusy, Gandouet, Meunier: HyperLogLog, 2007; with linear counting for small numbers.
final class DistinctSketch implements Accumulator {
    private static final int REGISTER_BITS = 11;
    private static final int MAX_HASHES = 64;
    private static final double LEAST_ERROR = 0.0040625;
    private static final double MOST_ERROR = 0.26;

    private final @Nullable SameArgument error;
    private int registerBits = REGISTER_BITS;

    private long[] @Nullable [] hashes = new long[0][];
    private byte[] @Nullable [] registers = new byte[0][];
    private int[] counts = new int[0];
    private long heldBytes;

    DistinctSketch() {
        error = null;
    }

    private DistinctSketch(SameArgument error) {
        this.error = error;
    }

    /// With the standard error as a second argument.
    static DistinctSketch withError() {
        return new DistinctSketch(
                new SameArgument("approx_distinct's standard error", DataType.DOUBLE));
    }

    @Override
    public void resize(int groupCount) {
        if (groupCount > counts.length) {
            int capacity = Groups.capacity(groupCount, counts.length);
            hashes = Arrays.copyOf(hashes, capacity);
            registers = Arrays.copyOf(registers, capacity);
            counts = Arrays.copyOf(counts, capacity);
        }
    }

    @Override
    public void add(int[] groups, List<Vector> arguments, Rows rows) {
        SameArgument wanted = error;
        if (wanted != null) {
            wanted.see(arguments.getLast(), rows);
            chooseRegisters(wanted);
        }
        Vector argument = arguments.getFirst();
        long[] validity = Args.validity(argument);
        long[] hashed = ValueHash.of(argument, rows);
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            if (Bitmaps.isSet(validity, row)) {
                add(groups[i], hashed[row]);
            }
        }
    }

    private void chooseRegisters(SameArgument wanted) {
        if (!wanted.isKnown()) {
            return;
        }
        double most = ((DoubleVector) wanted.required()).values()[0];
        if (!(most >= LEAST_ERROR && most <= MOST_ERROR)) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "approx_distinct's standard error goes from %s to %s, not %s"
                            .formatted(LEAST_ERROR, MOST_ERROR, most));
        }
        double registers = Math.pow(1.04 / most, 2);
        registerBits = Long.SIZE - Long.numberOfLeadingZeros((long) Math.ceil(registers) - 1);
    }

    private int registerCount() {
        return 1 << registerBits;
    }

    private void add(int group, long hash) {
        byte[] dense = registers[group];
        if (dense != null) {
            register(dense, hash);
            return;
        }
        long[] sparse = hashes[group];
        if (sparse == null) {
            sparse = new long[4];
            hashes[group] = sparse;
            heldBytes += 32;
        }
        int count = counts[group];
        for (int i = 0; i < count; i++) {
            if (sparse[i] == hash) {
                return;
            }
        }
        if (count == MAX_HASHES) {
            dense = new byte[registerCount()];
            for (long held : sparse) {
                register(dense, held);
            }
            register(dense, hash);
            registers[group] = dense;
            hashes[group] = null;
            heldBytes += registerCount() - 8L * sparse.length;
            return;
        }
        if (count == sparse.length) {
            heldBytes += 8L * count;
            sparse = Arrays.copyOf(sparse, 2 * count);
            hashes[group] = sparse;
        }
        sparse[count] = hash;
        counts[group]++;
    }

    private void register(byte[] dense, long hash) {
        int at = (int) (hash >>> 64 - registerBits);
        byte rank = (byte) (Long.numberOfLeadingZeros(hash << registerBits | 1) + 1);
        if (dense[at] < rank) {
            dense[at] = rank;
        }
    }

    @Override
    public void merge(Accumulator other, int[] from, int[] to, int count) {
        DistinctSketch that = (DistinctSketch) other;
        SameArgument wanted = error;
        if (wanted != null && that.error != null) {
            wanted.merge(that.error);
            chooseRegisters(wanted);
        }
        for (int g = 0; g < count; g++) {
            byte[] dense = that.registers[from[g]];
            long[] sparse = that.hashes[from[g]];
            if (dense != null) {
                mergeDense(to[g], dense);
            } else if (sparse != null) {
                for (int i = 0; i < that.counts[from[g]]; i++) {
                    add(to[g], sparse[i]);
                }
            }
        }
    }

    private void mergeDense(int group, byte[] dense) {
        byte[] own = registers[group];
        if (own == null) {
            own = new byte[registerCount()];
            long[] sparse = hashes[group];
            for (int i = 0; sparse != null && i < counts[group]; i++) {
                register(own, sparse[i]);
            }
            registers[group] = own;
            hashes[group] = null;
            heldBytes += registerCount();
        }
        for (int at = 0; at < own.length; at++) {
            own[at] = (byte) Math.max(own[at], dense[at]);
        }
    }

    @Override
    public boolean mergesRepeatedly() {
        return true;
    }

    @Override
    public List<DataType> stateTypes() {
        return error == null ? List.of(DataType.BINARY) : List.of(DataType.BINARY, DataType.DOUBLE);
    }

    /// A zero and the registers where there are any; otherwise the hashes, eight bytes each.
    @Override
    public List<Vector> save(int[] groups, int from, int to) {
        BytesOut out = new BytesOut(to - from, (to - from) * 8);
        for (int i = 0; i < to - from; i++) {
            int group = groups[from + i];
            byte[] dense = registers[group];
            long[] sparse = hashes[group];
            out.start(i);
            if (dense != null) {
                out.append((byte) 0);
                out.append(dense);
            } else if (sparse != null) {
                byte[] bytes = new byte[8 * counts[group]];
                ByteBuffer.wrap(bytes).asLongBuffer().put(sparse, 0, counts[group]);
                out.append(bytes);
            }
        }
        BytesVector states = out.finish(DataType.BINARY, null);
        return error == null ? List.of(states) : List.of(states, error.save(to - from));
    }

    @Override
    public void restore(List<? extends Vector> saved, int count) {
        resize(count);
        SameArgument wanted = error;
        if (wanted != null) {
            wanted.restore(saved.get(1), count);
            chooseRegisters(wanted);
        }
        Bytes states = Args.bytes(saved.getFirst());
        for (int group = 0; group < count; group++) {
            int length = states.to(group) - states.from(group);
            if (length % 8 == 1) {
                int from = states.from(group) + 1;
                mergeDense(group, Arrays.copyOfRange(states.data(), from, states.to(group)));
                continue;
            }
            LongBuffer held =
                    ByteBuffer.wrap(states.data(), states.from(group), length).asLongBuffer();
            while (held.hasRemaining()) {
                add(group, held.get());
            }
        }
    }

    @Override
    public Vector finish(int from, int to) {
        long[] out = new long[to - from];
        for (int group = from; group < to; group++) {
            byte[] dense = registers[group];
            out[group - from] = dense == null ? counts[group] : estimate(dense);
        }
        return new LongVector(DataType.BIGINT, out);
    }

    private static long estimate(byte[] dense) {
        double sum = 0;
        int zeros = 0;
        for (byte rank : dense) {
            sum += 1.0 / (1L << rank);
            zeros += rank == 0 ? 1 : 0;
        }
        double count = dense.length;
        double raw = bias(dense.length) * count * count / sum;
        if (raw <= 2.5 * count && zeros > 0) {
            raw = count * Math.log(count / zeros);
        }
        return Math.round(raw);
    }

    /// The paper's factor against the bias of so many registers.
    private static double bias(int registerCount) {
        return switch (registerCount) {
            case 16 -> 0.673;
            case 32 -> 0.697;
            case 64 -> 0.709;
            default -> 0.7213 / (1 + 1.079 / registerCount);
        };
    }

    @Override
    public long sizeBytes() {
        return 20L * counts.length + heldBytes;
    }
}
