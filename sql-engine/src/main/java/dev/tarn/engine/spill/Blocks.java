package dev.tarn.engine.spill;

import java.util.ArrayList;
import java.util.List;

/// Where the blocks of one run are. Written by one thread, then only read.
final class Blocks {
    private final List<Block> blocks = new ArrayList<>();
    private long rowCount;
    private long plainBytes;
    private int largestBytes;
    private int mostRows;

    /// `packedBytes` on disk from `offset` on are `plainBytes` decompressed; the checksum is that
    /// of the packed bytes.
    record Block(long offset, int packedBytes, int plainBytes, int rowCount, int checksum) {}

    void add(Block block) {
        blocks.add(block);
        rowCount += block.rowCount();
        plainBytes += block.plainBytes();
        largestBytes = Math.max(largestBytes, block.plainBytes());
        mostRows = Math.max(mostRows, block.rowCount());
    }

    int count() {
        return blocks.size();
    }

    Block get(int block) {
        return blocks.get(block);
    }

    long rowCount() {
        return rowCount;
    }

    long plainBytes() {
        return plainBytes;
    }

    int largestBytes() {
        return largestBytes;
    }

    int mostRows() {
        return mostRows;
    }
}
