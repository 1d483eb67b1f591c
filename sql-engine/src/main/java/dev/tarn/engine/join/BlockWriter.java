package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.columns.RowStore;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunWriter;
import dev.tarn.engine.spill.SpillBuffers;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One driver's rows on their way to one run: they wait until there are enough for a block. What
/// waits is not reserved here. Owned by one driver.
final class BlockWriter {
    /// Rows enough for a block, however few columns they have.
    private static final int MOST_ROWS = 1 << 16;

    private final SpillFile file;
    private final List<DataType> types;
    private RowStore waiting;
    private @Nullable RunWriter writer;

    /// A run in `file` of rows with columns of `types`, begun when the first block is written.
    BlockWriter(SpillFile file, List<DataType> types) {
        this.file = file;
        this.types = types;
        this.waiting = new RowStore(types.size());
    }

    /// Adds the selected rows of `batch`, and writes what waits if that is enough.
    void add(Batch batch) {
        waiting.add(batch);
        if (waiting.sizeBytes() >= SpillBuffers.BLOCK_BYTES || waiting.rowCount() >= MOST_ROWS) {
            write();
        }
    }

    long waitingBytes() {
        return waiting.sizeBytes();
    }

    /// Writes what waits.
    void write() {
        if (waiting.rowCount() == 0) {
            return;
        }
        List<Vector> columns = new ArrayList<>(types.size());
        for (int column = 0; column < types.size(); column++) {
            columns.add(Concatenation.of(types.get(column), waiting.pieces(column)));
        }
        RunWriter open = writer;
        if (open == null) {
            open = file.newRun(types);
            writer = open;
        }
        open.add(new Batch(columns, waiting.rowCount()));
        waiting = new RowStore(types.size());
    }

    /// The run; null where there were no rows. Nothing is added afterwards.
    @Nullable Run finish() {
        write();
        return writer == null ? null : writer.finish();
    }
}
