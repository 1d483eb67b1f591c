package dev.tarn.storage.parquet.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import dev.tarn.storage.parquet.format.Samples.Sample;
import dev.tarn.testkit.SeededRandom;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Whatever the bytes are: a record, or our exception, within time and memory linear in them.
class FormatFuzzTest {
    /// What an input may make its reader allocate: so much whatever it is, and so much a byte.
    private static final long ANY_BYTES = 1 << 20;

    private static final long BYTES_PER_BYTE = 150;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private int inputs;
    private int refused;

    private interface Reading {
        void read(byte[] bytes);
    }

    private record Target(Reading reading, List<byte[]> good) {}

    private void check(Reading reading, byte[] bytes) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        inputs++;
        try {
            reading.read(bytes);
        } catch (FormatException e) {
            refused++;
            assertThat(e.getMessage()).isNotBlank();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated)
                .as("bytes allocated for %d", bytes.length)
                .isLessThan(ANY_BYTES + BYTES_PER_BYTE * bytes.length);
    }

    private static void readFooter(byte[] bytes) {
        Footer footer = Footer.read(bytes, 0, bytes.length, 1 << 20);
        for (RowGroup group : footer.rowGroups()) {
            for (SchemaNode leaf : footer.leaves()) {
                try {
                    assertThat(group.chunk(leaf.leaf()).startOffset()).isNotNegative();
                } catch (FormatException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
        assertThat(footer.keyValues()).doesNotContainKey("no such key");
    }

    private static void readBloomFilter(byte[] bytes) {
        BloomFilter filter = BloomFilter.read(bytes, 0, bytes.length);
        for (long hash = 1; hash != 0; hash *= 0x9E3779B97F4A7C16L) {
            filter.mayContain(hash);
            filter.mayContain(-hash);
        }
    }

    private static List<Target> targets() throws IOException {
        List<byte[]> footers = new ArrayList<>();
        List<byte[]> pages = new ArrayList<>();
        List<byte[]> offsets = new ArrayList<>();
        List<byte[]> bounds = new ArrayList<>();
        List<byte[]> blooms = new ArrayList<>();
        List<Sample> samples = new ArrayList<>(Samples.shared("parquet-testing/data"));
        samples.add(Samples.written());
        for (Sample sample : samples) {
            byte[] bytes = sample.bytes();
            int end = bytes.length - Footer.TAIL_BYTES;
            int length = Footer.lengthBytes(bytes, bytes.length, bytes.length);
            if (length < 3000) {
                footers.add(Arrays.copyOfRange(bytes, end - length, end));
            }
            Footer footer = sample.footer();
            if (footer.rowGroups().isEmpty()) {
                continue;
            }
            ColumnChunk chunk = footer.rowGroups().getFirst().chunk(0);
            add(pages, bytes, chunk.startOffset(), 60);
            add(pages, bytes, chunk.dataPageOffset(), 60);
            add(offsets, bytes, chunk.offsetIndexOffset(), chunk.offsetIndexBytes());
            add(bounds, bytes, chunk.columnIndexOffset(), chunk.columnIndexBytes());
            add(blooms, bytes, chunk.bloomFilterOffset(), 1100);
        }
        return List.of(
                new Target(FormatFuzzTest::readFooter, footers),
                new Target(bytes -> PageHeader.read(bytes, 0, bytes.length), pages),
                new Target(
                        bytes -> OffsetIndex.read(bytes, 0, bytes.length, 10_000, 1 << 20),
                        offsets),
                new Target(bytes -> ColumnIndex.read(bytes, 0, bytes.length), bounds),
                new Target(FormatFuzzTest::readBloomFilter, blooms));
    }

    private static void add(List<byte[]> parts, byte[] file, long offset, int length) {
        if (offset > 0 && length < 3000) {
            int from = (int) offset;
            parts.add(Arrays.copyOfRange(file, from, Math.min(file.length, from + length)));
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bytes =
                random.nextInt(8) == 0 && good.length > 1
                        ? Arrays.copyOf(good, random.nextInt(good.length))
                        : good.clone();
        int changes = bytes.length == 0 ? 0 : random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(bytes.length);
            bytes[at] =
                    random.nextBoolean()
                            ? (byte) random.nextInt()
                            : (byte) (bytes[at] ^ 1 << random.nextInt(8));
        }
        return bytes;
    }

    private static byte[] random(Random random) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
            // Mostly small numbers: headers that make sense.
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (bytes[i] & 0x3f & random.nextInt());
            }
        }
        return bytes;
    }

    @Test
    void damaged_and_random_bytes_give_a_record_or_our_exception() throws IOException {
        List<Target> targets = targets();
        SeededRandom.forEachSeed(
                100,
                random -> {
                    for (Target target : targets) {
                        List<byte[]> good = target.good();
                        for (int i = 0; i < 250; i++) {
                            check(target.reading(), random(random));
                            check(
                                    target.reading(),
                                    damaged(good.get(random.nextInt(good.size())), random));
                        }
                    }
                });
        System.err.printf("fuzz: %d inputs, %d of them refused%n", inputs, refused);
    }
}
