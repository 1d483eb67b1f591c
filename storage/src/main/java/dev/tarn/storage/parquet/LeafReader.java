package dev.tarn.storage.parquet;

import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Reads rows of one column chunk from pages in memory, forward: rows may be left out, and pages
/// without a row that is asked for are neither decompressed nor decoded. One thread.
final class LeafReader {
    /// Selected rows that lie this close together are decoded with what is between them.
    private static final int NEAR_ROWS = 16;

    /// From one selected row in this many on, all are decoded: to begin and end a stretch of rows
    /// costs as much as decoding some values of varying length, or very many of fixed width.
    private static final int DENSE_BYTES = 4;

    private static final int DENSE_NUMBERS = 64;

    private final LeafColumn column;
    private final List<LeafPage> pages;
    private final LeafChunk chunk;
    private final PageBuffer buffer = new PageBuffer();
    private final Levels levels = new Levels();
    private @Nullable LeafSlots slots;
    private int pageNumber;
    private @Nullable OpenPage open;

    /// Whether vectors are read into the same arrays again and again.
    private boolean lends;

    /// Columns that repeat: the row that the next entry which begins one begins; -1 before the
    /// first page.
    private long nextRow = -1;

    /// Reads `pages`, which are of `chunk` and in order.
    LeafReader(LeafChunk chunk, List<LeafPage> pages) {
        this.column = chunk.column();
        this.pages = pages;
        this.chunk = chunk;
    }

    LeafColumn column() {
        return column;
    }

    /// Lets go of the page that is open; nothing is read any more.
    void close() {
        open = null;
        buffer.close();
    }

    /// Whether the vectors that are read from now on are used until the next is read, and no
    /// longer: they share their arrays then.
    void lend(boolean areLent) {
        lends = areLent;
    }

    /// Levels of the rows read last; empty unless the column was asked for them.
    Levels levels() {
        return levels;
    }

    /// The values of `rowCount` rows from row `from` of the row group on, which is not before what
    /// was read already: a slot for each row, or for each element of the innermost list around the
    /// column. Where only `selection[0..selectedCount)` of the rows are wanted, the others may hold
    /// anything; null wants all.
    Vector read(long from, int rowCount, int @Nullable [] selection, int selectedCount)
            throws IOException {
        levels.count = 0;
        LeafSlots into = slots();
        into.begin(lends);
        if (column.maxRepetition() > 0) {
            skipTo(from);
            readRepeated(into, rowCount);
        } else if (selection == null || column.withLevels()) {
            readFlat(into, from, rowCount);
        } else {
            readSelected(into, from, rowCount, new Span(selection, 0, selectedCount));
        }
        return into.finish();
    }

    /// Whether another thread is decompressing the page that `row` is in, or may be.
    boolean isBusy(long row) {
        LeafPage page = peek(row);
        return page != null && page.isBusy();
    }

    /// Decompresses the page that `row` is in, if several pieces have rows of it and none has begun
    /// to. One that cannot be stays as it was.
    void openAhead(long row) {
        LeafPage page = peek(row);
        if (page != null) {
            page.openAhead();
        }
    }

    /// The page that `row` is in, if it is not open; null where that is not known.
    private @Nullable LeafPage peek(long row) {
        for (int i = pageNumber; i < pages.size() && pages.get(i).hasRows(); i++) {
            if (row < pages.get(i).endRow()) {
                return i == pageNumber && open != null ? null : pages.get(i);
            }
        }
        return null;
    }

    /// Made by the thread that decodes, as it may have to decode the dictionary.
    private LeafSlots slots() throws IOException {
        LeafSlots known = slots;
        if (known == null) {
            known = new LeafSlots(chunk);
            slots = known;
        }
        return known;
    }

    private void readFlat(LeafSlots slots, long from, int rowCount) throws IOException {
        while (slots.slotCount() < rowCount) {
            long row = from + slots.slotCount();
            LeafPage page = pageOf(row);
            int length = (int) Math.min(rowCount - slots.slotCount(), page.endRow() - row);
            take(slots, page, row, length, rowCount);
        }
    }

    private void readSelected(LeafSlots slots, long from, int rowCount, Span selected)
            throws IOException {
        int[] selection = selected.selection();
        int next = 0;
        while (slots.slotCount() < rowCount) {
            int begin = slots.slotCount();
            LeafPage page = pageOf(from + begin);
            int end = (int) Math.min(rowCount, page.endRow() - from);
            int first = next;
            int found = Arrays.binarySearch(selection, next, selected.next(), end);
            next = found < 0 ? -found - 1 : found;
            if ((long) (next - first) * dense(page) >= end - begin) {
                take(slots, page, from + begin, end - begin, rowCount);
            } else {
                takeSpans(slots, page, from, new Span(selection, first, next), rowCount);
                addHole(slots, end, rowCount);
            }
        }
    }

    private int dense(LeafPage page) {
        return column.varies() && !page.encoding().isDictionary() ? DENSE_BYTES : DENSE_NUMBERS;
    }

    /// The rows `selection[first..next)` of a batch.
    private record Span(int[] selection, int first, int next) {}

    /// Takes rows that lie in `page`, with holes between them.
    private void takeSpans(LeafSlots slots, LeafPage page, long from, Span rows, int rowCount)
            throws IOException {
        int[] selection = rows.selection();
        int at = rows.first();
        while (at < rows.next()) {
            int spanStart = selection[at];
            int spanEnd = spanStart + 1;
            at++;
            while (at < rows.next() && selection[at] - spanEnd < NEAR_ROWS) {
                spanEnd = selection[at] + 1;
                at++;
            }
            addHole(slots, spanStart, rowCount);
            take(slots, page, from + spanStart, spanEnd - spanStart, rowCount);
        }
    }

    private static void addHole(LeafSlots slots, int end, int rowCount) throws IOException {
        if (end > slots.slotCount()) {
            slots.addHole(end - slots.slotCount(), rowCount);
        }
    }

    /// Takes `length` rows of `page`, which has all of them, from `row` on.
    private void take(LeafSlots slots, LeafPage page, long row, int length, int rowCount)
            throws IOException {
        OpenPage values = opened(page);
        int skipped = (int) (row - page.firstRow()) - values.position;
        if (skipped > 0) {
            values.skip(skipped, column.maxDefinition());
        }
        if (column.withLevels()) {
            appendLevels(values, length);
        }
        slots.take(values, length, rowCount);
    }

    /// The page of a column without repetition that `row` is in; forgets those before it.
    private LeafPage pageOf(long row) throws IOException {
        while (pageNumber < pages.size()) {
            LeafPage page = pages.get(pageNumber);
            if (row < page.firstRow()) {
                throw new IOException("there is no page with row " + row);
            }
            if (row < page.endRow()) {
                return page;
            }
            pageNumber++;
            open = null;
        }
        throw new IOException("the column chunk ends at row %d".formatted(row));
    }

    private OpenPage opened(LeafPage page) throws IOException {
        OpenPage known = open;
        if (known == null) {
            known = page.open(column, buffer);
            open = known;
        }
        return known;
    }

    private void appendLevels(OpenPage page, int length) {
        levels.grow(length);
        page.copyDefinition(column.maxDefinition(), levels.definition, levels.count, length);
        levels.count += length;
    }

    private void readRepeated(LeafSlots slots, int rowCount) throws IOException {
        int rows = 0;
        while (true) {
            OpenPage page = nextEntries(rows == rowCount);
            if (page == null) {
                break;
            }
            int[] repetition = page.repetition();
            int end = page.position;
            while (end < page.entryCount()) {
                if (repetition[end] == 0) {
                    if (rows == rowCount) {
                        break;
                    }
                    rows++;
                } else if (rows == 0) {
                    throw new IOException("a row that begins in the middle of a list");
                }
                end++;
            }
            int length = end - page.position;
            int at = levels.count;
            int from = page.position;
            appendLevels(page, length);
            System.arraycopy(repetition, from, levels.repetition, at, length);
            slots.take(page, length, 0);
            if (end < page.entryCount()) {
                break;
            }
        }
        if (rows < rowCount) {
            throw new IOException("the column chunk ends %d rows early".formatted(rowCount - rows));
        }
        nextRow += rowCount;
    }

    /// Passes over rows before `row`: whole pages where they tell which rows they hold.
    private void skipTo(long row) throws IOException {
        int target = pageNumber;
        while (target < pages.size()
                && pages.get(target).hasRows()
                && pages.get(target).endRow() <= row) {
            target++;
        }
        // Pages without a row that is asked for are not here: the next one may begin later.
        boolean begins = open == null && target < pages.size() && pages.get(target).hasRows();
        if (target > pageNumber || nextRow < 0 || begins) {
            if (target == pages.size()) {
                throw new IOException("the column chunk ends at row %d".formatted(row));
            }
            pageNumber = target;
            open = null;
            nextRow = pages.get(target).firstRow();
        }
        if (nextRow == row) {
            return;
        }
        if (nextRow > row) {
            throw new IOException("there is no page with row " + row);
        }
        while (nextRow < row) {
            OpenPage page = nextEntries(false);
            if (page == null) {
                throw new IOException("the column chunk ends at row %d".formatted(nextRow));
            }
            skipRows(page, row);
        }
        finishRow();
    }

    /// Passes over entries of `page` until the one that begins `row`.
    private void skipRows(OpenPage page, long row) {
        int[] repetition = page.repetition();
        int end = page.position;
        while (end < page.entryCount() && (repetition[end] != 0 || nextRow < row)) {
            nextRow += repetition[end] == 0 ? 1 : 0;
            end++;
        }
        page.skip(end - page.position, column.maxDefinition());
    }

    /// Passes over entries that go on with a row which was passed over.
    private void finishRow() throws IOException {
        while (true) {
            OpenPage page = nextEntries(true);
            if (page == null) {
                return;
            }
            int[] repetition = page.repetition();
            int end = page.position;
            while (end < page.entryCount() && repetition[end] != 0) {
                end++;
            }
            page.skip(end - page.position, column.maxDefinition());
            if (end < page.entryCount()) {
                return;
            }
        }
    }

    /// The page with the next entry of a column that repeats; null at the end of the chunk, and
    /// where the next page begins a row although `withinRow` asks for the rest of one.
    private @Nullable OpenPage nextEntries(boolean withinRow) throws IOException {
        while (pageNumber < pages.size()) {
            LeafPage page = pages.get(pageNumber);
            if (open == null && withinRow && page.hasRows()) {
                return null;
            }
            OpenPage values = opened(page);
            if (values.entriesLeft() > 0) {
                return values;
            }
            pageNumber++;
            open = null;
        }
        return null;
    }
}
