package dev.tarn.storage.parquet.format;

/// Where each data page of a column chunk is: byte in the file, bytes with its header, and which
/// row of the row group is its first. Arrays of the same length, owned, not to be changed.
///
/// Pages come in order and do not overlap, within the file's bytes and the row group's rows.
public record OffsetIndex(long[] offsets, int[] lengthsBytes, long[] firstRows) {

    /// Reads the index of a chunk of `rowCount` rows in a file of `fileBytes` from
    /// `bytes[from..to)`.
    ///
    /// @throws FormatException if it is not what the format says
    public static OffsetIndex read(byte[] bytes, int from, int to, long rowCount, long fileBytes) {
        CompactReader in = new CompactReader(bytes, from, to, "an offset index");
        OffsetIndex index = new OffsetIndex(new long[0], new int[0], new long[0]);
        in.beginStruct();
        while (in.nextField()) {
            switch (in.fieldId()) {
                case 1 -> index = pages(in);
                default -> in.skipField();
            }
        }
        in.require(0b10, "an offset index");
        index.check(in, rowCount, fileBytes);
        return index;
    }

    public int pageCount() {
        return offsets.length;
    }

    /// The first row after `page`, in a row group of `rowCount` rows.
    public long endRow(int page, long rowCount) {
        return page + 1 < firstRows.length ? firstRows[page + 1] : rowCount;
    }

    /// Heap that it holds.
    public long heldBytes() {
        return 100 + 20L * offsets.length;
    }

    private static OffsetIndex pages(CompactReader in) {
        int count = in.readList(CompactReader.STRUCT, "page locations");
        if (count > in.remaining() / LEAST_LOCATION_BYTES) {
            throw in.malformed("%d page locations in %d bytes".formatted(count, in.remaining()));
        }
        OffsetIndex index = new OffsetIndex(new long[count], new int[count], new long[count]);
        for (int i = 0; i < count; i++) {
            in.beginStruct();
            while (in.nextField()) {
                switch (in.fieldId()) {
                    case 1 -> index.offsets[i] = in.readI64();
                    case 2 -> index.lengthsBytes[i] = in.readI32();
                    case 3 -> index.firstRows[i] = in.readI64();
                    default -> in.skipField();
                }
            }
            in.require(0b1110, "a page location");
        }
        return index;
    }

    /// Three fields of a byte each with a byte before, and the end.
    private static final int LEAST_LOCATION_BYTES = 7;

    private void check(CompactReader in, long rowCount, long fileBytes) {
        long end = 0;
        long row = 0;
        for (int i = 0; i < offsets.length; i++) {
            boolean inOrder =
                    offsets[i] >= end
                            && lengthsBytes[i] >= 0
                            && offsets[i] <= fileBytes - lengthsBytes[i];
            if (!inOrder || firstRows[i] < row || firstRows[i] > rowCount) {
                throw in.malformed(
                        "page %d of %d bytes at %d from row %d, after byte %d and row %d, among %d rows"
                                .formatted(
                                        i,
                                        lengthsBytes[i],
                                        offsets[i],
                                        firstRows[i],
                                        end,
                                        row,
                                        rowCount));
            }
            end = offsets[i] + lengthsBytes[i];
            row = firstRows[i];
        }
        if (offsets.length > 0 ? firstRows[0] != 0 : rowCount > 0) {
            throw in.malformed("no page for the first of %d rows".formatted(rowCount));
        }
    }
}
