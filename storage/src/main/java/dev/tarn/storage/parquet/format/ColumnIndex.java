package dev.tarn.storage.parquet.format;

import org.jspecify.annotations.Nullable;

/// Bounds of each data page of a column chunk, in the form and order of [Statistics].
///
/// All arrays have an element for each page. Of a null page, one without a value, bounds say
/// nothing. Counts are null where the writer does not tell them. Arrays are owned and not to be
/// changed.
public record ColumnIndex(
        boolean[] nullPages,
        byte[][] mins,
        byte[][] maxs,
        BoundaryOrder order,
        long @Nullable [] nullCounts,
        long @Nullable [] nanCounts) {

    /// Whether the bounds of one page after the other only grow, or only fall.
    public enum BoundaryOrder {
        UNORDERED,
        ASCENDING,
        DESCENDING
    }

    public int pageCount() {
        return nullPages.length;
    }

    /// Heap that it holds.
    public long heldBytes() {
        long held = 150 + (long) pageCount() * (1 + 2 * POINTER_BYTES);
        held += nullCounts == null ? 0 : 8L * pageCount();
        held += nanCounts == null ? 0 : 8L * pageCount();
        for (int page = 0; page < pageCount(); page++) {
            held += 2L * ARRAY_BYTES + mins[page].length + maxs[page].length;
        }
        return held;
    }

    private static final int POINTER_BYTES = 4;

    /// An array's header and what its end is rounded by.
    private static final int ARRAY_BYTES = 20;

    /// Reads the index from `bytes[from..to)`.
    ///
    /// @throws FormatException if it is not what the format says
    public static ColumnIndex read(byte[] bytes, int from, int to) {
        CompactReader in = new CompactReader(bytes, from, to, "a column index");
        boolean[] nullPages = new boolean[0];
        byte[][] mins = new byte[0][];
        byte[][] maxs = new byte[0][];
        BoundaryOrder order = BoundaryOrder.UNORDERED;
        long[] nullCounts = null;
        long[] nanCounts = null;
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> nullPages = booleans(in);
                case 2 -> mins = binaries(in);
                case 3 -> maxs = binaries(in);
                case 4 -> order = order(in);
                case 5 -> nullCounts = longs(in);
                case 8 -> nanCounts = longs(in);
                default -> in.skipField();
            }
        }
        in.require(0b11110, "a column index");
        int pages = nullPages.length;
        boolean even =
                mins.length == pages
                        && maxs.length == pages
                        && (nullCounts == null || nullCounts.length == pages)
                        && (nanCounts == null || nanCounts.length == pages);
        if (!even) {
            throw in.malformed(
                    "%d pages with %d lower and %d upper bounds"
                            .formatted(pages, mins.length, maxs.length));
        }
        return new ColumnIndex(nullPages, mins, maxs, order, nullCounts, nanCounts);
    }

    private static BoundaryOrder order(CompactReader in) {
        return switch (in.readI32()) {
            case 1 -> BoundaryOrder.ASCENDING;
            case 2 -> BoundaryOrder.DESCENDING;
            default -> BoundaryOrder.UNORDERED;
        };
    }

    private static boolean[] booleans(CompactReader in) {
        boolean[] values = new boolean[in.readList(CompactReader.TRUE, "booleans")];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.booleanElement();
        }
        return values;
    }

    private static byte[][] binaries(CompactReader in) {
        byte[][] values = new byte[in.readList(CompactReader.BINARY, "bounds")][];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.binaryElement();
        }
        return values;
    }

    private static long[] longs(CompactReader in) {
        long[] values = new long[in.readList(CompactReader.I64, "counts")];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.i64Element();
        }
        return values;
    }
}
