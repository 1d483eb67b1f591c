package dev.tarn.storage.parquet;

import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.io.ByteRange;
import dev.tarn.storage.io.RangeReads;

import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Bytes of one file by position, counted. Opened when they are first asked for. Used by one
/// thread; must be closed.
final class FileBytes implements AutoCloseable {
    private final InputFile file;
    private final ScanCounters counters;
    private @Nullable RangeReads reads;
    private long bytesRead;

    /// `length` bytes of the file from `offset` on, in memory from `bytes[start]` on.
    record Block(long offset, byte[] bytes, int start, int length) {
        private static Block of(long offset, ByteBuffer buffer) {
            return new Block(offset, buffer.array(), buffer.arrayOffset(), buffer.limit());
        }

        /// Where the byte at `position` of the file is in the array.
        int at(long position) {
            return start + Math.toIntExact(position - offset);
        }

        int end() {
            return start + length;
        }
    }

    FileBytes(InputFile file, ScanCounters counters) {
        this.file = file;
        this.counters = counters;
    }

    String location() {
        return file.location();
    }

    long length() {
        return file.getLength();
    }

    long bytesRead() {
        return bytesRead;
    }

    /// The bytes of each of `ranges`, in their order.
    ///
    /// @throws dev.tarn.storage.StorageException if the file ends early or cannot be read
    List<Block> read(List<ByteRange> ranges) {
        List<ByteBuffer> buffers = reads().read(ranges);
        List<Block> blocks = new ArrayList<>(buffers.size());
        for (int i = 0; i < buffers.size(); i++) {
            blocks.add(Block.of(ranges.get(i).offset(), buffers.get(i)));
            count(ranges.get(i).length());
        }
        return blocks;
    }

    /// The last `mostBytes` bytes of the file, or all of it; counted by who knows how many were
    /// needed.
    Block readTail(int mostBytes) {
        ByteBuffer tail = reads().readTail(mostBytes);
        return Block.of(length() - tail.limit(), tail);
    }

    /// Counts bytes that were read.
    void count(int bytes) {
        counters.ranges.increment();
        counters.bytesRead.add(bytes);
        bytesRead += bytes;
    }

    private RangeReads reads() {
        RangeReads open = reads;
        if (open == null) {
            open = RangeReads.open(file);
            reads = open;
        }
        return open;
    }

    /// The block of `blocks` that begins at `offset`.
    static Block blockAt(List<Block> blocks, long offset) throws IOException {
        for (Block block : blocks) {
            if (block.offset() == offset) {
                return block;
            }
        }
        throw new IOException("byte %d was not read".formatted(offset));
    }

    @Override
    public void close() {
        RangeReads open = reads;
        reads = null;
        if (open != null) {
            open.close();
        }
    }
}
