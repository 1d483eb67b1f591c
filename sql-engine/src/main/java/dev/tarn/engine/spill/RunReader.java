package dev.tarn.engine.spill;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Reads a run block by block. Batches are the caller's: they share nothing with the reader, and
/// take what [Run#largestBatchBytes()] says at most. Owned by one thread.
public final class RunReader {
    private final SpillFile file;
    private final List<DataType> types;
    private final Blocks blocks;
    private final CRC32C checksum = new CRC32C();
    private int next;
    private boolean reading;

    RunReader(SpillFile file, List<DataType> types, Blocks blocks) {
        this.file = file;
        this.types = types;
        this.blocks = blocks;
    }

    /// The rows of the next block; null at the end.
    ///
    /// @throws dev.tarn.engine.SqlException STORAGE_ERROR if the disk fails, or gives other bytes
    ///   than were written
    public @Nullable Batch next() {
        if (next == blocks.count()) {
            if (reading) {
                reading = false;
                file.leave();
            }
            return null;
        }
        if (!reading) {
            reading = true;
            file.enter();
        }
        Blocks.Block block = blocks.get(next++);
        SpillBuffers buffers = file.query().borrow();
        try {
            return read(block, buffers);
        } finally {
            file.query().giveBack(buffers);
        }
    }

    private Batch read(Blocks.Block block, SpillBuffers buffers) {
        byte[] packed = buffers.packedFor(block.packedBytes());
        file.read(block.offset(), packed, block.packedBytes());
        checksum.reset();
        checksum.update(packed, 0, block.packedBytes());
        byte[] plain =
                (int) checksum.getValue() == block.checksum()
                        ? buffers.decompress(block.packedBytes(), block.plainBytes())
                        : null;
        if (plain == null) {
            throw file.damaged(block.offset());
        }
        ByteBuffer in =
                ByteBuffer.wrap(plain, 0, block.plainBytes()).order(ByteOrder.nativeOrder());
        List<Vector> columns = new ArrayList<>(types.size());
        for (DataType type : types) {
            columns.add(BlockBytes.read(type, block.rowCount(), in));
        }
        return new Batch(columns, block.rowCount());
    }
}
