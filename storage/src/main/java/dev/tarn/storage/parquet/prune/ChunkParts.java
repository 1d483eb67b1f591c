package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.format.BloomFilter;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.ColumnIndex;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.RowGroup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// The parts of one file's column chunks that pruning looks into. Each may cost a request, unless
/// it is kept from before; none is asked for that the chunk does not tell of.
public interface ChunkParts {
    /// The entries of a dictionary, PLAIN-encoded and decompressed: `bytes[from..to)`.
    record Entries(byte[] bytes, int from, int to, int valueCount) {}

    /// Where pages are, and their bounds.
    record PageIndex(OffsetIndex offsets, ColumnIndex bounds) {}

    /// The dictionary of the chunk of column `leaf`; null where there is none after all.
    @Nullable Entries dictionary(RowGroup rowGroup, int leaf, ColumnChunk chunk) throws IOException;

    /// The bloom filter of the chunk of column `leaf`.
    BloomFilter bloomFilter(RowGroup rowGroup, int leaf, ColumnChunk chunk) throws IOException;

    /// Both page indexes of the chunk of column `leaf`.
    PageIndex pageIndex(RowGroup rowGroup, int leaf, ColumnChunk chunk) throws IOException;
}
