package dev.tarn.storage.io.remote;

import org.apache.iceberg.io.FileRange;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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
/// @param gapBytes 0 or more
/// @param mostBytes above 0
/// @param parallelReads above 0
public record JoinedReads(int gapBytes, int mostBytes, int parallelReads) {
    public JoinedReads {
        if (gapBytes < 0 || mostBytes <= 0 || parallelReads <= 0) {
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
        try {
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
            List<Target> targets = new ArrayList<>();
            List<Part> parts = new ArrayList<>();
            for (Span span : join(ranges)) {
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

    private List<Span> join(List<FileRange> ranges) {
        List<FileRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(FileRange::offset));
        List<Span> spans = new ArrayList<>();
        int first = 0;
        while (first < sorted.size()) {
            long from = sorted.get(first).offset();
            long end = end(sorted.get(first));
            int next = first + 1;
            while (next < sorted.size()
                    && sorted.get(next).offset() - end <= gapBytes
                    && end(sorted.get(next)) - from <= mostBytes) {
                end = end(sorted.get(next));
                next++;
            }
            spans.add(new Span(from, (int) (end - from), sorted.subList(first, next)));
            first = next;
        }
        return spans;
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
