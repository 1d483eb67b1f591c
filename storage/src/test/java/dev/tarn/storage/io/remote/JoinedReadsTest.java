package dev.tarn.storage.io.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.storage.io.ByteRange;

import org.apache.iceberg.io.FileRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

class JoinedReadsTest {
    private static final byte[] FILE = new byte[10_000];

    static {
        new Random(3).nextBytes(FILE);
    }

    /// A file that writes down what it is asked for.
    private static final class Asked implements JoinedReads.PositionedRead {
        final List<ByteRange> reads = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void readFully(long from, byte[] bytes, int offset, int length) throws IOException {
            reads.add(new ByteRange(from, length));
            if (from + length > FILE.length) {
                throw new EOFException("Ends at " + FILE.length);
            }
            System.arraycopy(FILE, (int) from, bytes, offset, length);
        }
    }

    private static FileRange range(long offset, int length) throws EOFException {
        return new FileRange(new CompletableFuture<>(), offset, length);
    }

    private static void assertFilled(List<FileRange> ranges) throws Exception {
        for (FileRange range : ranges) {
            ByteBuffer expected =
                    ByteBuffer.wrap(FILE, (int) range.offset(), range.length()).slice();
            assertThat(range.byteBuffer().get()).isEqualTo(expected);
        }
    }

    @Test
    void neighbours_within_the_gap_are_one_read() throws Exception {
        Asked file = new Asked();
        List<FileRange> ranges = List.of(range(300, 10), range(100, 50), range(155, 5));
        new JoinedReads(5, 5, 1000, 1).read(file, ranges, ByteBuffer::allocate);
        assertThat(file.reads).containsExactly(new ByteRange(100, 60), new ByteRange(300, 10));
        assertFilled(ranges);
    }

    @Test
    void what_is_joined_is_no_longer_than_allowed_and_what_is_longer_is_split() throws Exception {
        Asked file = new Asked();
        List<FileRange> ranges = List.of(range(0, 60), range(60, 60), range(200, 250));
        new JoinedReads(1000, 1000, 100, 1).read(file, ranges, ByteBuffer::allocate);
        assertThat(file.reads)
                .containsExactly(
                        new ByteRange(0, 60),
                        new ByteRange(60, 60),
                        new ByteRange(200, 100),
                        new ByteRange(300, 100),
                        new ByteRange(400, 50));
        assertFilled(ranges);
    }

    /// Ranges of 10 bytes each, with these gaps between them.
    private static List<FileRange> tens(int... gaps) throws EOFException {
        List<FileRange> ranges = new ArrayList<>(List.of(range(0, 10)));
        long at = 10;
        for (int gap : gaps) {
            ranges.add(range(at + gap, 10));
            at += gap + 10;
        }
        return ranges;
    }

    private static List<ByteRange> readsOf(List<FileRange> ranges) throws Exception {
        Asked file = new Asked();
        new JoinedReads(20, 100, 1000, 1).read(file, ranges, ByteBuffer::allocate);
        assertFilled(ranges);
        return file.reads;
    }

    @Test
    void the_widest_gaps_are_left_out_until_half_of_what_is_read_is_wanted() throws Exception {
        assertThat(readsOf(tens(30, 90, 21, 80, 5, 5, 5, 5)))
                .containsExactly(
                        new ByteRange(0, 50), new ByteRange(140, 41), new ByteRange(261, 70));
    }

    @Test
    void gaps_are_left_out_only_for_half_as_many_reads_as_there_are_gaps() throws Exception {
        assertThat(readsOf(tens(90, 90, 80, 90))).hasSize(2);
        assertThat(readsOf(tens(90, 90, 90))).hasSize(1);
        assertThat(readsOf(tens(90))).hasSize(1);
        assertThat(readsOf(tens(0, 0, 0, 90, 0, 0, 0))).hasSize(1);
        assertThat(readsOf(tens(101, 90, 90, 101))).hasSize(3);
    }

    @Test
    void spare_reads_leave_out_further_gaps() throws Exception {
        Asked file = new Asked();
        List<FileRange> ranges = tens(90, 91, 15);
        new JoinedReads(20, 100, 1000, 1).read(file, ranges, ByteBuffer::allocate, 1);
        assertThat(file.reads).containsExactly(new ByteRange(0, 110), new ByteRange(201, 35));
        assertFilled(ranges);
    }

    @Test
    void small_gaps_are_always_read() throws Exception {
        assertThat(readsOf(tens(20, 20, 20, 20, 20, 20, 20)))
                .containsExactly(new ByteRange(0, 220));
    }

    @Test
    void buffers_outside_the_heap_are_filled_too() throws Exception {
        List<FileRange> ranges = List.of(range(7, 60), range(80, 60), range(2000, 250));
        new JoinedReads(100, 100, 100, 1).read(new Asked(), ranges, ByteBuffer::allocateDirect);
        assertFilled(ranges);
    }

    @Test
    void reads_run_side_by_side_up_to_the_limit() throws Exception {
        CyclicBarrier three = new CyclicBarrier(3);
        Asked file = new Asked();
        List<FileRange> ranges = List.of(range(0, 1), range(1000, 1), range(2000, 1));
        JoinedReads.PositionedRead meeting =
                (from, bytes, offset, length) -> {
                    try {
                        three.await(10, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IOException(e);
                    }
                    file.readFully(from, bytes, offset, length);
                };
        new JoinedReads(0, 0, 100, 3).read(meeting, ranges, ByteBuffer::allocate);
        assertFilled(ranges);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void one_failed_read_fails_the_call_and_every_range(int parallel) throws Exception {
        List<FileRange> ranges = List.of(range(0, 10), range(20_000, 10));
        assertThatThrownBy(() ->
                        new JoinedReads(0, 0, 100, parallel)
                                .read(new Asked(), ranges, ByteBuffer::allocate))
                .isInstanceOf(EOFException.class)
                .hasMessage("Ends at 10000");
        assertThat(ranges).allMatch(range -> range.byteBuffer().isCompletedExceptionally());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void an_interrupted_thread_reads_nothing_and_stays_interrupted(int parallel) throws Exception {
        List<FileRange> ranges = List.of(range(0, 10), range(1000, 10));
        Asked file = new Asked();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() ->
                        new JoinedReads(0, 0, 100, parallel)
                                .read(file, ranges, ByteBuffer::allocate))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file.reads).isEmpty();
        assertThat(ranges).allMatch(range -> range.byteBuffer().isCompletedExceptionally());
    }

    @Test
    void a_call_that_is_interrupted_while_it_waits_ends_and_stays_interrupted() throws Exception {
        List<FileRange> ranges = List.of(range(0, 10), range(1000, 10));
        Thread caller = Thread.currentThread();
        CountDownLatch never = new CountDownLatch(1);
        JoinedReads.PositionedRead endless =
                (_, _, _, _) -> {
                    caller.interrupt();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException("This read was given up");
                    }
                };
        assertThatThrownBy(() ->
                        new JoinedReads(0, 0, 100, 2).read(endless, ranges, ByteBuffer::allocate))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("Reading was interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ranges).allMatch(range -> range.byteBuffer().isCompletedExceptionally());
    }

    @Test
    void random_ranges_are_filled_whatever_is_joined_and_split() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<FileRange> ranges = new ArrayList<>();
            int at = random.nextInt(50);
            while (ranges.size() < 20) {
                int length = 1 + random.nextInt(random.nextBoolean() ? 20 : 300);
                ranges.add(range(at, length));
                at += length + (random.nextBoolean() ? 0 : random.nextInt(200));
            }
            Collections.shuffle(ranges, random);
            Asked file = new Asked();
            int most = 1 + random.nextInt(400);
            int gap = random.nextInt(100);
            new JoinedReads(random.nextInt(gap + 1), gap, most, 1 + random.nextInt(4))
                    .read(file, ranges, ByteBuffer::allocate);
            assertFilled(ranges);
            assertThat(file.reads).as("seed %d", seed).allMatch(read -> read.length() <= most);
            assertThat(file.reads.stream().mapToInt(ByteRange::length).sum())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(
                            ranges.stream().mapToInt(FileRange::length).sum()
                                    + gap * (ranges.size() - 1));
        }
    }

    @Test
    void the_gap_is_read_but_not_given() throws Exception {
        FileRange first = range(0, 3);
        FileRange second = range(5, 2);
        new JoinedReads(2, 2, 100, 1)
                .read(new Asked(), List.of(first, second), ByteBuffer::allocate);
        byte[] bytes = new byte[2];
        second.byteBuffer().get().get(bytes);
        assertThat(bytes).isEqualTo(Arrays.copyOfRange(FILE, 5, 7));
        assertThat(first.byteBuffer().get().remaining()).isEqualTo(3);
    }
}
