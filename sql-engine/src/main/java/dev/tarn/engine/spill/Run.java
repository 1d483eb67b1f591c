package dev.tarn.engine.spill;

import dev.tarn.columnar.DataType;

import java.util.List;

/// Rows on disk, in the order in which they were written. Reading is thread-safe; whoever has read
/// a run for the last time releases it, once.
public final class Run {
    private final SpillFile file;
    private final List<DataType> types;
    private final Blocks blocks;

    Run(SpillFile file, List<DataType> types, Blocks blocks) {
        this.file = file;
        this.types = types;
        this.blocks = blocks;
    }

    public long rowCount() {
        return blocks.rowCount();
    }

    /// Bytes that all rows take as vectors, about.
    public long plainBytes() {
        return blocks.plainBytes();
    }

    /// Bytes that the vectors of one batch of a reader take at most, about.
    public int largestBatchBytes() {
        return blocks.largestBytes();
    }

    /// Rows that one batch of a reader has at most.
    public int largestBatchRows() {
        return blocks.mostRows();
    }

    /// The rows from the first on.
    public RunReader open() {
        return new RunReader(file, types, blocks);
    }

    /// Says that nobody reads this run any more. A file whose runs are all released is deleted.
    public void release() {
        file.release();
    }
}
