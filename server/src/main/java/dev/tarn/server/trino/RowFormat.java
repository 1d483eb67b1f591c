package dev.tarn.server.trino;

import java.io.IOException;
import java.nio.ByteBuffer;

/// How rows stand in a page's `data`: as arrays, or in [Segments]. Used by the one thread that
/// encodes a query's rows.
interface RowFormat {
    /// Rows as JSON arrays in one.
    RowFormat ARRAYS =
            new RowFormat() {
                private static final int CHUNK_BYTES = 256 << 10;

                @Override
                public int chunkBytes() {
                    return CHUNK_BYTES;
                }

                @Override
                public boolean gathers() {
                    return false;
                }

                @Override
                public Chunk chunk(ByteBuffer rows, long firstRow, int rowCount) {
                    byte[] json = new byte[rows.remaining() - 2];
                    rows.get(1, json);
                    return new Chunk(json, 0);
                }

                @Override
                public String opening() {
                    return "[";
                }

                @Override
                public String closing() {
                    return "]";
                }
            };

    /// Some rows: what a page says of them, and how many bytes of theirs wait in the [Spool].
    record Chunk(byte[] json, int spooledBytes) {
        int byteCount() {
            return json.length + spooledBytes;
        }
    }

    /// About how many bytes of JSON are one chunk.
    int chunkBytes();

    /// Whether rows wait for others of later batches to fill a chunk.
    boolean gathers();

    /// What stands in a page for `rowCount` rows, which are `rows` as a JSON array of arrays.
    /// Chunks stand side by side with commas between them.
    ///
    /// @param rows a whole array's first bytes; nothing of it is kept
    /// @param firstRow how many rows of the query were before
    Chunk chunk(ByteBuffer rows, long firstRow, int rowCount)
            throws IOException, InterruptedException;

    /// What stands before the chunks of a page.
    String opening();

    /// What stands behind them.
    String closing();
}
