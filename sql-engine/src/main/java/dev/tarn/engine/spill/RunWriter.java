package dev.tarn.engine.spill;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Buffers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Writes the batches of one run, in order, as blocks. Owned by one thread at a time.
///
/// A batch becomes one block, or several of about [SpillBuffers#BLOCK_BYTES]; so whoever has few
/// rows gathers more before.
public final class RunWriter {
    private final SpillFile file;
    private final List<DataType> types;
    private final CRC32C checksum = new CRC32C();
    private final Blocks blocks = new Blocks();

    RunWriter(SpillFile file, List<DataType> types) {
        this.file = file;
        this.types = List.copyOf(types);
    }

    /// Writes the selected rows of `batch`.
    ///
    /// @throws dev.tarn.engine.SqlException EXCEEDED_SPILL_LIMIT if the limit is reached or the
    ///   disk full, EXCEEDED_MEMORY_LIMIT if a row alone is too large, STORAGE_ERROR if the disk
    ///   fails
    public void add(Batch batch) {
        Batch kept = batch.compact();
        int rowCount = kept.rowCount();
        if (rowCount == 0) {
            return;
        }
        List<FlatVector> columns = new ArrayList<>(types.size());
        long bytes = 0;
        for (Vector column : kept.columns()) {
            FlatVector flat = column.flatten();
            bytes += BlockBytes.size(flat, 0, rowCount);
            columns.add(flat);
        }
        long pieces =
                Math.max(1, (bytes + SpillBuffers.BLOCK_BYTES - 1) / SpillBuffers.BLOCK_BYTES);
        int step = (int) Math.max(1, (rowCount + pieces - 1) / pieces);
        SpillBuffers buffers = file.query().borrow();
        try {
            for (int from = 0; from < rowCount; from += step) {
                write(columns, from, Math.min(rowCount, from + step), buffers);
            }
        } finally {
            file.query().giveBack(buffers);
        }
        file.counters().rows.add(rowCount);
    }

    private void write(List<FlatVector> columns, int from, int to, SpillBuffers buffers) {
        long bytes = 0;
        for (FlatVector column : columns) {
            bytes += BlockBytes.size(column, from, to);
        }
        if (2 * bytes > Buffers.MAX_LENGTH && to - from > 1) {
            int middle = from + to >>> 1;
            write(columns, from, middle, buffers);
            write(columns, middle, to, buffers);
            return;
        }
        Buffers.grow(0, bytes);
        byte[] plain = buffers.plain((int) bytes);
        ByteBuffer out = ByteBuffer.wrap(plain).order(ByteOrder.nativeOrder());
        for (FlatVector column : columns) {
            BlockBytes.write(column, from, to, out);
        }
        int packedBytes = buffers.compress((int) bytes);
        checksum.reset();
        checksum.update(buffers.packed(), 0, packedBytes);
        long offset = file.append(buffers.packed(), packedBytes);
        blocks.add(
                new Blocks.Block(
                        offset, packedBytes, (int) bytes, to - from, (int) checksum.getValue()));
    }

    /// The run that was written; nothing is added afterwards.
    public Run finish() {
        file.leave();
        return new Run(file, types, blocks);
    }
}
