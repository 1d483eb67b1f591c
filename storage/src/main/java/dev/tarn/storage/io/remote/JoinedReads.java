package dev.tarn.storage.io.remote;

import org.apache.iceberg.io.FileRange;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/// How a store likes its ranges: neighbours at most `gapBytes` apart become one read of at most
/// `mostBytes`, longer ranges are read in parts, and at most `parallelReads` are under way for one
/// call. A value.
///
/// Where more would be read for gaps than for ranges, the widest gaps are left out again, until
/// that is no longer so, there are half as many reads as gaps between ranges, or only gaps of
/// `smallGapBytes` are left. Why: `docs/design/008-scan.md`.
///
/// @param smallGapBytes what costs less than another read in any case; 0 to `gapBytes`
/// @param mostBytes above 0
/// @param parallelReads above 0
public record JoinedReads(int smallGapBytes, int gapBytes, int mostBytes, int parallelReads) {
    public JoinedReads {
        if (smallGapBytes < 0 || gapBytes < smallGapBytes || mostBytes <= 0 || parallelReads <= 0) {
            throw new IllegalArgumentException("Not a way to join reads");
        }
    }

    /// A positioned read that several threads may ask for at once.
    public interface PositionedRead {
        void readFully(long from, byte[] bytes, int offset, int length) throws IOException;
    }

    /// Neighbours that are read together.
    private record Span(long from, int length, List<FileRange> ranges) {}

    /// Where a span goes: `bytes` from `start` on are the buffer's own array, or stand in for it.
    private record Target(Span span, ByteBuffer buffer, byte[] bytes, int start) {
        static Target of(Span span, ByteBuffer buffer) {
            return buffer.hasArray()
                    ? new Target(span, buffer, buffer.array(), buffer.arrayOffset())
                    : new Target(span, buffer, new byte[span.length()], 0);
        }

        void deliver() {
            if (!buffer.hasArray()) {
                buffer.put(0, bytes);
            }
            for (FileRange range : span.ranges()) {
                int at = (int) (range.offset() - span.from());
                range.byteBuffer().complete(buffer.slice(at, range.length()));
            }
        }
    }

    /// One read: `length` bytes from `from` on of the file to `at` of the array.
    private record Part(long from, byte[] bytes, int at, int length) {}

    /// Reads all of `ranges`, which must not overlap, and blocks until every one of them is
    /// completed. Where one read fails, all are completed with its failure, which is thrown too. A
    /// thread that is interrupted, before the call or while it waits, stays so and the call fails
    /// with an `InterruptedIOException`; what has all been read by then is given.
    public void read(PositionedRead file, List<FileRange> ranges, IntFunction<ByteBuffer> allocate)
            throws IOException {
        read(file, ranges, allocate, 0);
    }

    /// The same, with `spareReads` more of them where gaps can be left out for that.
    void read(
            PositionedRead file,
            List<FileRange> ranges,
            IntFunction<ByteBuffer> allocate,
            int spareReads)
            throws IOException {
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            List<Target> targets = new ArrayList<>();
            List<Part> parts = new ArrayList<>();
            for (Span span : join(ranges, spareReads)) {
                Target target = Target.of(span, allocate.apply(span.length()));
                targets.add(target);
                split(target, parts);
            }
            if (parts.size() == 1 || parallelReads == 1) {
                work(file, parts, new AtomicInteger());
            } else {
                workTogether(file, parts);
            }
            targets.forEach(Target::deliver);
        } catch (IOException | RuntimeException e) {
            ranges.forEach(range -> range.byteBuffer().completeExceptionally(e));
            throw e;
        }
    }

    private List<Span> join(List<FileRange> ranges, int spareReads) {
        List<FileRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(FileRange::offset));
        BitSet starts = starts(sorted);
        leaveOutGaps(sorted, starts, spareReads);
        List<Span> spans = new ArrayList<>();
        int first = 0;
        while (first < sorted.size()) {
            int next = starts.nextSetBit(first + 1);
            next = next < 0 ? sorted.size() : next;
            long from = sorted.get(first).offset();
            long end = end(sorted.get(next - 1));
            spans.add(new Span(from, (int) (end - from), sorted.subList(first, next)));
            first = next;
        }
        return spans;
    }

    /// The ranges that begin a read, where all are joined that may be.
    private BitSet starts(List<FileRange> sorted) {
        BitSet starts = new BitSet(sorted.size());
        long from = 0;
        for (int i = 0; i < sorted.size(); i++) {
            if (i == 0 || gap(sorted, i) > gapBytes || end(sorted.get(i)) - from > mostBytes) {
                starts.set(i);
                from = sorted.get(i).offset();
            }
        }
        return starts;
    }

    private void leaveOutGaps(List<FileRange> sorted, BitSet starts, int spareReads) {
        long wanted = 0;
        long waste = 0;
        int gaps = 0;
        List<Integer> joined = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            wanted += sorted.get(i).length();
            long gap = i == 0 ? 0 : gap(sorted, i);
            gaps += gap > 0 ? 1 : 0;
            if (!starts.get(i)) {
                waste += gap;
                if (gap > smallGapBytes) {
                    joined.add(i);
                }
            }
        }
        joined.sort(Comparator.comparingLong((Integer i) -> gap(sorted, i)).reversed());
        int most = gaps / 2 + spareReads - starts.cardinality();
        for (int i = 0; i < Math.min(most, joined.size()) && waste > wanted; i++) {
            starts.set(joined.get(i));
            waste -= gap(sorted, joined.get(i));
        }
    }

    /// Bytes between range `i` and the one before it.
    private static long gap(List<FileRange> sorted, int i) {
        return sorted.get(i).offset() - end(sorted.get(i - 1));
    }

    private static long end(FileRange range) {
        return range.offset() + range.length();
    }

    private void split(Target target, List<Part> parts) {
        Span span = target.span();
        for (int done = 0; done < span.length(); done += mostBytes) {
            int length = Math.min(mostBytes, span.length() - done);
            parts.add(new Part(span.from() + done, target.bytes(), target.start() + done, length));
            if (length < mostBytes) {
                return;
            }
        }
    }

    private static @Nullable Void work(PositionedRead file, List<Part> parts, AtomicInteger next)
            throws IOException {
        for (int i = next.getAndIncrement(); i < parts.size(); i = next.getAndIncrement()) {
            Part part = parts.get(i);
            try {
                file.readFully(part.from(), part.bytes(), part.at(), part.length());
            } catch (IOException | RuntimeException e) {
                next.set(parts.size());
                throw e;
            }
        }
        return null;
    }

    private void workTogether(PositionedRead file, List<Part> parts) throws IOException {
        AtomicInteger next = new AtomicInteger();
        int workers = Math.min(parallelReads, parts.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            rethrowFirst(
                    threads.invokeAll(Collections.nCopies(workers, () -> work(file, parts, next))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        return new InterruptedIOException("Reading was interrupted");
    }

    private static void rethrowFirst(List<Future<Void>> workers)
            throws IOException, InterruptedException {
        Throwable first = null;
        for (Future<Void> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNull(e.getCause());
                if (first == null) {
                    first = cause;
                } else {
                    first.addSuppressed(cause);
                }
            }
        }
        switch (first) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(first);
        }
    }
}
