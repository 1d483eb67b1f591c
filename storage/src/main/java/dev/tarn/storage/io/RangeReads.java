package dev.tarn.storage.io;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;
import dev.tarn.storage.io.remote.StoreFailures;

import org.apache.iceberg.io.FileRange;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/// Ranges of one open file, as few requests as its store allows: neighbours are fetched together,
/// long ranges in parts, several at a time.
///
/// Calls block, so they belong on virtual threads. Thread-safe: the stores of this package, and
/// every stream that is [RangeReadable], answer calls of several threads side by side; other
/// streams (encrypted ones, say) one at a time. Whoever opens it closes it, after the last call has
/// returned. An object that is replaced in S3 while it is open is an error, never a mixture.
///
/// ```
/// try (RangeReads reads = RangeReads.open(file)) {
///     ByteBuffer footer = reads.readTail(64 * 1024);
///     List<ByteBuffer> pages = reads.read(List.of(new ByteRange(4, 100), new ByteRange(900, 50)));
/// }
/// ```
public final class RangeReads implements Closeable {
    private final InputFile file;
    private final SeekableInputStream stream;
    private final ReentrantLock sequential = new ReentrantLock();

    private RangeReads(InputFile file, SeekableInputStream stream) {
        this.file = file;
        this.stream = stream;
    }

    /// Opens `file`: a system call on the local disk, a request to the name node in HDFS, nothing
    /// in S3, where a missing file is found out by the first read.
    ///
    /// @throws org.apache.iceberg.exceptions.NotFoundException if there is no such file
    /// @throws StorageException if the store refuses or does not answer
    public static RangeReads open(InputFile file) {
        InputFile checked = FileIos.checked(file);
        return new RangeReads(checked, checked.newStream());
    }

    public String location() {
        return file.location();
    }

    /// Bytes in the file. No request where Iceberg knew it, nor after [#readTail] has answered.
    public long length() {
        return file.getLength();
    }

    /// The bytes of each range, in the order asked for.
    ///
    /// Each answer is a heap buffer from 0 to the range's length, big-endian, for the caller to
    /// keep. Answers of neighbours may share one array, so `arrayOffset()` counts; an array is held
    /// as long as any buffer in it, with the gap between neighbours: at most 1 MiB for each range.
    ///
    /// @param ranges any order; must not overlap; a length of 0 is answered without reading
    /// @throws StorageException CORRUPT if the file ends before a range does, else what the store
    ///   failed with; an interrupted thread stays interrupted and gets IO
    public List<ByteBuffer> read(List<ByteRange> ranges) {
        checkApart(ranges);
        try {
            List<FileRange> wanted = new ArrayList<>(ranges.size());
            List<FileRange> answers = new ArrayList<>(ranges.size());
            for (ByteRange range : ranges) {
                FileRange one =
                        new FileRange(new CompletableFuture<>(), range.offset(), range.length());
                answers.add(one);
                if (range.length() > 0) {
                    wanted.add(one);
                } else {
                    one.byteBuffer().complete(ByteBuffer.allocate(0));
                }
            }
            if (!wanted.isEmpty()) {
                fetch(wanted);
            }
            List<ByteBuffer> buffers = new ArrayList<>(answers.size());
            for (FileRange answer : answers) {
                buffers.add(await(answer));
            }
            return buffers;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// The last `mostBytes` bytes of the file, or all of it if it has fewer. In S3 one request,
    /// whether the length is known or not.
    ///
    /// @throws StorageException what the store failed with
    public ByteBuffer readTail(int mostBytes) {
        byte[] bytes = new byte[mostBytes];
        try {
            if (stream instanceof RangeReadable ranges) {
                int read = ranges.readTail(bytes, 0, mostBytes);
                return ByteBuffer.wrap(bytes, 0, read).slice();
            }
            long length = file.getLength();
            int read = (int) Math.min(mostBytes, length);
            readHere(new ByteRange(length - read, read), bytes);
            return ByteBuffer.wrap(bytes, 0, read).slice();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static void checkApart(List<ByteRange> ranges) {
        List<ByteRange> sorted = new ArrayList<>(ranges);
        sorted.sort(Comparator.comparingLong(ByteRange::offset));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).offset() < sorted.get(i - 1).end()) {
                throw new IllegalArgumentException(
                        "Ranges overlap: %s, %s".formatted(sorted.get(i - 1), sorted.get(i)));
            }
        }
    }

    private void fetch(List<FileRange> wanted) throws IOException {
        if (stream instanceof RangeReadable ranges) {
            ranges.readVectored(wanted, ByteBuffer::allocate);
            return;
        }
        for (FileRange range : wanted) {
            byte[] bytes = new byte[range.length()];
            readHere(new ByteRange(range.offset(), range.length()), bytes);
            range.byteBuffer().complete(ByteBuffer.wrap(bytes));
        }
    }

    /// From a stream that has one position: whoever comes second waits for the first.
    private void readHere(ByteRange range, byte[] bytes) throws IOException {
        sequential.lock();
        try {
            stream.seek(range.offset());
            int read = stream.readNBytes(bytes, 0, range.length());
            if (read < range.length()) {
                throw new EOFException(
                        "Cannot read %d bytes at %d of %s: it ends after %d of them"
                                .formatted(range.length(), range.offset(), location(), read));
            }
        } finally {
            sequential.unlock();
        }
    }

    private ByteBuffer await(FileRange range) throws IOException {
        try {
            return range.byteBuffer().get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IOException(e.getCause());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Reading %s was interrupted".formatted(location()));
        }
    }

    private RuntimeException failure(IOException e) {
        if (e instanceof EOFException) {
            return new StorageException(Kind.CORRUPT, String.valueOf(e.getMessage()), e);
        }
        return StoreFailures.translate("read", location(), new UncheckedIOException(e));
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
