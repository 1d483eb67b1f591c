package dev.tarn.bench;

import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageDecompression;
import dev.tarn.storage.parquet.format.Codec;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;

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
import org.xerial.snappy.Snappy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Bytes a nanosecond, which are gigabytes a second, that come out of pages compressed with Snappy:
/// by our decoder, and by Google's library. Pages are of random numbers below a power of two, eight
/// bytes each, and of columns of TPC-H's lineitem without dictionaries.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class SnappyBenchmark {
    /// 20,000 numbers, as many as a page of Iceberg's tables has.
    private static final int PAGE_BYTES = 160_000;

    /// Pages in turn, more than the branches of which a processor remembers.
    private static final int PAGE_COUNT = 16;

    @Param({"below 2^40", "below 2^24", "l_partkey", "l_extendedprice", "l_comment"})
    public String kind = "";

    private final PageBytes[] pages = new PageBytes[PAGE_COUNT];
    private final byte[] target = new byte[PAGE_BYTES];
    private int next;

    @Setup
    public void write() throws IOException {
        Random random = new Random(4100);
        Iterator<LineItem> items = new LineItemGenerator(0.5, 1, 1).iterator();
        for (int i = 0; i < pages.length; i++) {
            byte[] plain = plain(random, items);
            byte[] page = Snappy.compress(plain);
            pages[i] = new PageBytes(page, 0, page.length);
            decompress(pages[i]);
            if (!Arrays.equals(target, plain)) {
                throw new IllegalStateException("Page " + i + " of " + kind + " differs");
            }
        }
    }

    private byte[] plain(Random random, Iterator<LineItem> items) {
        ByteBuffer plain = ByteBuffer.allocate(2 * PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (plain.position() < PAGE_BYTES) {
            switch (kind) {
                case "below 2^40" -> plain.putLong(random.nextLong(1L << 40));
                case "below 2^24" -> plain.putLong(random.nextLong(1L << 24));
                case "l_partkey" -> plain.putLong(items.next().getPartKey());
                case "l_extendedprice" -> plain.putLong(items.next().getExtendedPriceInCents());
                default -> {
                    byte[] text = items.next().getComment().getBytes(StandardCharsets.US_ASCII);
                    plain.putInt(text.length).put(text);
                }
            }
        }
        return Arrays.copyOf(plain.array(), PAGE_BYTES);
    }

    @Benchmark
    @OperationsPerInvocation(PAGE_BYTES)
    public int ours() {
        return decompress(page());
    }

    private int decompress(PageBytes page) {
        return PageDecompression.decompress(Codec.SNAPPY, page, PAGE_BYTES, _ -> target).length();
    }

    /// The same by Google's library.
    @Benchmark
    @OperationsPerInvocation(PAGE_BYTES)
    public int library() throws IOException {
        PageBytes page = page();
        return Snappy.uncompress(page.bytes(), page.start(), page.length(), target, 0);
    }

    private PageBytes page() {
        next = (next + 1) % PAGE_COUNT;
        return pages[next];
    }
}
