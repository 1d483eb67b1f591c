package dev.tarn.storage.parquet.format;

import java.util.ArrayList;
import java.util.List;

/// Rows that stand together in a file, column chunk by column chunk.
///
/// The chunks' metadata stays in the footer's bytes until it is asked for. Thread-safe.
public final class RowGroup {
    private final int ordinal;
    private final long firstPosition;
    private final long rowCount;
    private final long uncompressedBytes;
    private final long compressedBytes;
    private final List<SortingColumn> sortingColumns;
    private final int[] chunkOffsets;
    private final Footer footer;

    /// -1 until it is asked for.
    private volatile long startOffset = -1;

    /// That rows are sorted by a column (the number of its leaf), after those before it.
    public record SortingColumn(int leaf, boolean descending, boolean nullsFirst) {}

    private RowGroup(Fields fields, Footer footer, int ordinal, long firstPosition) {
        this.ordinal = ordinal;
        this.firstPosition = firstPosition;
        this.rowCount = fields.rowCount;
        this.uncompressedBytes = fields.uncompressedBytes;
        this.compressedBytes = fields.compressedBytes;
        this.sortingColumns = List.copyOf(fields.sortingColumns);
        this.chunkOffsets = fields.chunkOffsets;
        this.footer = footer;
    }

    /// Its number in the file, from 0.
    public int ordinal() {
        return ordinal;
    }

    /// The position in the file of its first row.
    public long firstPosition() {
        return firstPosition;
    }

    public long rowCount() {
        return rowCount;
    }

    /// Bytes of all its pages, decompressed.
    public long uncompressedBytes() {
        return uncompressedBytes;
    }

    /// How the writer says that rows are sorted; empty where it does not say.
    public List<SortingColumn> sortingColumns() {
        return sortingColumns;
    }

    /// The chunk of column `leaf`, decoded at each call.
    ///
    /// @throws FormatException if its metadata is not right, or it is encrypted
    public ColumnChunk chunk(int leaf) {
        return footer.chunk(chunkOffsets[leaf], leaf, rowCount);
    }

    /// Where its first page begins; 0 for a row group without columns. Decoded once.
    ///
    /// @throws FormatException as [#chunk]
    public long startOffset() {
        long known = startOffset;
        if (known < 0) {
            known = chunkOffsets.length == 0 ? 0 : chunk(0).startOffset();
            startOffset = known;
        }
        return known;
    }

    /// Bytes of all its pages, compressed, headers among them.
    public long compressedBytes() {
        if (compressedBytes >= 0) {
            return compressedBytes;
        }
        long sum = 0;
        for (int leaf = 0; leaf < chunkOffsets.length; leaf++) {
            sum += chunk(leaf).compressedBytes();
        }
        return sum;
    }

    /// Heap that it holds, without the footer.
    long heldBytes() {
        return 96L + 4L * chunkOffsets.length + 32L * sortingColumns.size();
    }

    /// What a row group's struct tells.
    static final class Fields {
        private long rowCount;
        private long uncompressedBytes;
        private long compressedBytes = -1;
        private int[] chunkOffsets = new int[0];
        private final List<SortingColumn> sortingColumns = new ArrayList<>();

        int columnCount() {
            return chunkOffsets.length;
        }

        long rowCount() {
            return rowCount;
        }

        /// Reads the next element of a list of structs.
        static Fields read(CompactReader in) {
            Fields fields = new Fields();
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId()) {
                    case 1 -> fields.readChunks(in);
                    case 2 -> fields.uncompressedBytes = in.readI64();
                    case 3 -> fields.rowCount = in.readI64();
                    case 4 -> fields.readSorting(in);
                    case 6 -> fields.compressedBytes = in.readI64();
                    default -> in.skipField();
                }
            }
            in.require(0b1110, "a row group");
            if (fields.rowCount < 0) {
                throw in.malformed("a row group of %d rows".formatted(fields.rowCount));
            }
            return fields;
        }

        private void readChunks(CompactReader in) {
            int[] offsets = new int[in.readList(CompactReader.STRUCT, "column chunks")];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = in.position();
                in.skipStruct();
            }
            chunkOffsets = offsets;
        }

        private void readSorting(CompactReader in) {
            int count = in.readList(CompactReader.STRUCT, "sorting columns");
            for (int i = 0; i < count; i++) {
                int leaf = -1;
                boolean descending = false;
                boolean nullsFirst = false;
                in.beginStruct();
                while (in.nextField()) {
                    switch (in.fieldId()) {
                        case 1 -> leaf = in.readI32();
                        case 2 -> descending = in.readBoolean();
                        case 3 -> nullsFirst = in.readBoolean();
                        default -> in.skipField();
                    }
                }
                in.require(0b1110, "a sorting column");
                sortingColumns.add(new SortingColumn(leaf, descending, nullsFirst));
            }
        }

        RowGroup in(Footer footer, int ordinal, long firstPosition) {
            return new RowGroup(this, footer, ordinal, firstPosition);
        }
    }
}
