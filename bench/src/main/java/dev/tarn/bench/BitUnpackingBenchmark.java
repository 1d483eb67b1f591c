package dev.tarn.bench;

import dev.tarn.storage.parquet.encoding.LevelDecoder;
import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.RunDecoder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Nanoseconds a value to unpack bits, a batch at a time: as pages are read, with vector
/// instructions or without, beside the plain loop over values. Run it with `-jvmArgsAppend
/// -Dtarn.simd=false` for the scalar loops.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class BitUnpackingBenchmark {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int VALUE_COUNT = 16 * 1024;
    private static final int BATCH = 2048;

    @Param({"1", "4", "10", "17", "25", "31"})
    public int width = 1;

    private final int[] values = new int[BATCH];
    private final long[] words = new long[BATCH / 64];
    private byte[] page = new byte[0];

    @Setup
    public void write() {
        // One run of packed groups behind its header, and room behind it.
        page = new byte[3 + VALUE_COUNT / 8 * width + 64];
        new Random(width).nextBytes(page);
        int header = VALUE_COUNT / 8 << 1 | 1;
        page[0] = (byte) (header | 0x80);
        page[1] = (byte) (header >>> 7);
        runs();
        int[] last = values.clone();
        valueByValue();
        if (!Arrays.equals(last, values)) {
            throw new IllegalStateException("The two loops disagree at width " + width);
        }
    }

    @Benchmark
    @OperationsPerInvocation(VALUE_COUNT)
    public int[] runs() {
        RunDecoder runs = new RunDecoder(page, 0, page.length, width);
        for (int done = 0; done < VALUE_COUNT; done += BATCH) {
            runs.read(values, 0, BATCH);
        }
        return values;
    }

    /// Of width 1 as validity words; other widths as definition levels of nested columns.
    @Benchmark
    @OperationsPerInvocation(VALUE_COUNT)
    public int validity() {
        int max = width > 30 ? Integer.MAX_VALUE : (1 << width) - 1;
        LevelDecoder levels = new LevelDecoder(new PageBytes(page, 0, page.length), max);
        int present = 0;
        for (int done = 0; done < VALUE_COUNT; done += BATCH) {
            Arrays.fill(words, 0);
            present += levels.readPresent(words, 0, BATCH);
        }
        return present;
    }

    @Benchmark
    @OperationsPerInvocation(VALUE_COUNT)
    public int[] valueByValue() {
        int mask = (int) ((1L << width) - 1);
        long bit = 16;
        for (int done = 0; done < VALUE_COUNT; done += BATCH) {
            for (int i = 0; i < BATCH; i++, bit += width) {
                long word = (long) LONG.get(page, (int) (bit >>> 3));
                values[i] = (int) (word >>> (bit & 7)) & mask;
            }
        }
        return values;
    }
}
