package dev.tarn.storage.text;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.util.Arrays;

/// Cuts the bytes of a split into records and fields (RFC 4180, with line feeds, carriage returns
/// or both at the end of lines).
///
/// The buffer always holds the whole records of the block that was given last; a record that does
/// not fit makes it grow, up to a limit. Empty lines are left out, except in files of one column.
/// Owned by one thread.
final class CsvTokenizer implements Closeable {
    /// A longer record is taken for a quote that nobody closed.
    static final int MAX_RECORD_BYTES = 64 << 20;

    private static final int BUFFER_BYTES = 512 << 10;
    private static final int SLACK_BYTES = 9;
    private static final int NOT_PLAIN_RECORDS = 64;

    /// No 64 bytes are all ends of fields that a record could have.
    private static final long QUOTED = -1;

    private static final int MORE_BYTES_NEEDED = -1;
    private static final int BROKEN = -2;

    private final TextInput input;
    private final CsvDialect dialect;
    private final TextErrors errors;
    private final BadRecords bad;
    private final FieldBlock block;

    /// Longer than what is read into it: a line end stands behind the last byte, and eight bytes
    /// can be loaded wherever a field starts.
    private byte[] data = new byte[BUFFER_BYTES + SLACK_BYTES];

    private int position;
    private int limit;
    private boolean atEnd;

    /// 1 where a line end was added behind the last byte of the file.
    private int appended;

    /// Fields of the record that was cut last; more than the block's columns where there are more.
    private int fieldCount;

    /// Behind the quote after which the record that was cut last goes on.
    private int brokenAt;

    /// Records to be cut one by one, before another try to cut many at once.
    private int notPlain;

    CsvTokenizer(TextSplit split, CsvDialect dialect, int columnCount) {
        this(split, dialect, columnCount, null);
    }

    /// @param rejects where broken records go; null where the first is an error
    CsvTokenizer(
            TextSplit split, CsvDialect dialect, int columnCount, @Nullable RowRejects rejects) {
        this.dialect = dialect;
        this.errors = new TextErrors(split.file(), dialect.lineEnd());
        this.bad = new BadRecords(errors, rejects);
        this.input = TextInput.open(split);
        this.block = new FieldBlock(columnCount, data);
        data[0] = dialect.lineEnd();
    }

    /// The next block of at most `maxRowCount` records; its row count is 0 at the end.
    FieldBlock next(int maxRowCount) {
        block.base = position;
        block.rowCount = 0;
        while (block.rowCount < maxRowCount) {
            if (notPlain-- <= 0 && plainRecords(maxRowCount)) {
                continue;
            }
            int next = record(position, block.nextRow());
            if (next == BROKEN) {
                next = afterBroken();
            } else if (next != MORE_BYTES_NEEDED) {
                boolean blank = fieldCount == 1 && isBlank(next);
                if ((!blank || block.columnCount() == 1) && hasAllFields()) {
                    block.rowCount++;
                }
            }
            if (next != MORE_BYTES_NEEDED) {
                position = next;
            } else if (!refill()) {
                break;
            }
        }
        block.data = data;
        block.dataOffset = dataOffset();
        block.ascii = isAscii(data, block.base, position);
        return block;
    }

    /// Cuts records 64 bytes at a time, up to the end of the buffer, one with a quote, or one that
    /// has not as many fields as the block has columns; false where there was none. First the ends
    /// of all fields are found, then they are walked: that way the processor need not know where
    /// one field ends to look for the end of the next.
    private boolean plainRecords(int maxRowCount) {
        int before = block.rowCount;
        int fieldStart = position;
        int slot = block.nextRow();
        for (int at = position; at + 64 <= limit; at += 64) {
            long ends = fieldEnds(at);
            if (ends == QUOTED) {
                break;
            }
            while (ends != 0) {
                int end = at + Long.numberOfTrailingZeros(ends);
                ends &= ends - 1;
                int[] bounds = block.bounds();
                bounds[slot] = fieldStart - block.base;
                bounds[slot + 1] = end - block.base;
                slot += 2;
                boolean isLast = slot == block.nextRowEnd();
                if (data[end] == dialect.lineEnd() != isLast) {
                    return isProgress(before);
                }
                if (isLast) {
                    boolean hasReturn =
                            end > fieldStart && data[end - 1] == '\r' && data[end] == '\n';
                    bounds[slot - 1] -= hasReturn ? 1 : 0;
                    position = end + 1;
                    block.rowCount++;
                    if (block.rowCount == maxRowCount) {
                        return true;
                    }
                    slot = block.nextRow();
                }
                fieldStart = end + 1;
            }
        }
        return isProgress(before);
    }

    private boolean isProgress(int before) {
        notPlain = block.rowCount == before ? NOT_PLAIN_RECORDS : 0;
        return block.rowCount > before;
    }

    /// Where among the 64 bytes from `at` on delimiters and line ends are, the first in the lowest
    /// bit; [#QUOTED] where one of them is a quote.
    private long fieldEnds(int at) {
        byte[] bytes = data;
        long delimiters = EightBytes.repeat(dialect.delimiter());
        long lineEnds = EightBytes.repeat(dialect.lineEnd());
        long quotes = EightBytes.repeat(dialect.quote());
        long ends = 0;
        long quoted = 0;
        for (int i = 0; i < 64; i += 8) {
            long word = EightBytes.load(bytes, at + i);
            long found =
                    EightBytes.zeroBytes(word ^ delimiters) | EightBytes.zeroBytes(word ^ lineEnds);
            ends |= EightBytes.bits(found) << i;
            quoted |= EightBytes.zeroBytes(word ^ quotes);
        }
        return quoted == 0 ? ends : QUOTED;
    }

    /// Leaves out one record, of any number of fields.
    void skipRecord() {
        block.base = position;
        block.rowCount = 0;
        int next = record(position, 0);
        while (next == MORE_BYTES_NEEDED && refill()) {
            next = record(position, 0);
        }
        position = next == MORE_BYTES_NEEDED ? position : next;
    }

    /// How many fields the next record has; 0 at the end. The record is not consumed.
    int peekFieldCount() {
        block.base = position;
        block.rowCount = 0;
        int next = record(position, 0);
        while (next == MORE_BYTES_NEEDED && refill()) {
            next = record(position, 0);
        }
        return next == MORE_BYTES_NEEDED ? 0 : fieldCount;
    }

    /// What becomes of records that cannot be read.
    BadRecords bad() {
        return bad;
    }

    long storedBytesRead() {
        return input.storedBytesRead();
    }

    /// Offset in the file of `data[0]`.
    private long dataOffset() {
        return input.offset() - (limit - appended);
    }

    private boolean isBlank(int next) {
        int length = next - 1 - position;
        return length == 0 || length == 1 && data[position] == '\r';
    }

    private boolean hasAllFields() {
        if (fieldCount == block.columnCount()) {
            return true;
        }
        broken(
                "Record has %d fields, not %d".formatted(fieldCount, block.columnCount()),
                lineEndAfter(position));
        return false;
    }

    /// The record at `position` is none; what stands before `end` shows it.
    private void broken(String what, int end) {
        String text = TextErrors.shown(data, position, end);
        bad.broken(dataOffset() + position, what, text);
    }

    /// Leaves out the record at `position`, up to the line end that comes next.
    private int afterBroken() {
        int end = recordEndAfter(brokenAt);
        if (end >= limit) {
            return MORE_BYTES_NEEDED;
        }
        broken("Quoted field goes on after its closing quote", end);
        return end + 1;
    }

    /// Where the next line end is, inside quotes or not; behind the last byte there is one.
    private int recordEndAfter(int from) {
        int at = from;
        while (data[at] != dialect.lineEnd()) {
            at++;
        }
        return at;
    }

    private int lineEndAfter(int from) {
        int at = from;
        while (at < limit && data[at] != '\n' && data[at] != '\r') {
            at++;
        }
        return at;
    }

    /// Cuts the record at `from`, whose bounds go to `slot`; answers where the next one starts, or
    /// that the buffer ends before.
    private int record(int from, int slot) {
        byte[] bytes = data;
        int[] bounds = block.bounds();
        byte delimiter = dialect.delimiter();
        byte lineEnd = dialect.lineEnd();
        byte quote = dialect.quote();
        long delimiters = EightBytes.repeat(delimiter);
        long lineEnds = EightBytes.repeat(lineEnd);
        int base = block.base;
        int last = slot + 2 * block.columnCount();
        int at = from;
        int count = 0;
        if (from >= limit) {
            return MORE_BYTES_NEEDED;
        }
        while (true) {
            int start = at;
            byte value = bytes[at];
            if (value == quote) {
                at = quotedField(at, slot < last ? slot : -1);
                if (at < 0) {
                    return at;
                }
                value = bytes[at];
            } else {
                at = fieldEnd(bytes, at, delimiters, lineEnds);
                value = bytes[at];
                if (at >= limit) {
                    return MORE_BYTES_NEEDED;
                }
                if (slot < last) {
                    boolean carriageReturn = value == '\n' && at > start && bytes[at - 1] == '\r';
                    bounds[slot] = start - base;
                    bounds[slot + 1] = (carriageReturn ? at - 1 : at) - base;
                }
            }
            slot += 2;
            count++;
            at++;
            if (value == lineEnd) {
                fieldCount = count;
                return at;
            }
            if (at >= limit) {
                return MORE_BYTES_NEEDED;
            }
        }
    }

    /// Where the first delimiter or line end from `from` on is; there is one.
    private static int fieldEnd(byte[] bytes, int from, long delimiters, long lineEnds) {
        int at = from;
        while (true) {
            long word = EightBytes.load(bytes, at);
            long ends =
                    EightBytes.zeroBytes(word ^ delimiters) | EightBytes.zeroBytes(word ^ lineEnds);
            if (ends != 0) {
                return at + EightBytes.first(ends);
            }
            at += 8;
        }
    }

    /// Cuts the quoted field whose quote is at `from`; answers where the delimiter or line end
    /// after it is.
    private int quotedField(int from, int slot) {
        byte quote = dialect.quote();
        byte escape = dialect.escape();
        boolean escapes = false;
        int at = from + 1;
        while (true) {
            while (at < limit && data[at] != quote && data[at] != escape) {
                at++;
            }
            if (at + 1 >= limit) {
                return MORE_BYTES_NEEDED;
            }
            byte next = data[at + 1];
            boolean escaped =
                    data[at] == escape && (next == quote || next == escape && escape != quote);
            if (escaped) {
                escapes = true;
                at += 2;
            } else if (data[at] == quote) {
                break;
            } else {
                at++;
            }
        }
        if (slot >= 0) {
            int[] bounds = block.bounds();
            int start = from + 1 - block.base;
            bounds[slot] = escapes ? ~start : start;
            bounds[slot + 1] = ~(at - block.base);
        }
        return afterQuote(from, at + 1);
    }

    private int afterQuote(int from, int at) {
        byte value = data[at];
        if (value == '\r' && dialect.lineEnd() == '\n') {
            if (at + 1 >= limit) {
                return MORE_BYTES_NEEDED;
            }
            at++;
            value = data[at];
        }
        if (value != dialect.delimiter() && value != dialect.lineEnd()) {
            if (!bad.areLeftOut()) {
                throw errors.at(
                        dataOffset() + from,
                        "Quoted field goes on after its closing quote: '%s'"
                                .formatted(TextErrors.shown(data, from, lineEndAfter(at))));
            }
            brokenAt = at;
            return BROKEN;
        }
        return at;
    }

    /// Reads more behind what the block needs; false at the end of the split.
    private boolean refill() {
        if (atEnd) {
            if (position < limit) {
                int end = recordEndAfter(position);
                broken("Quoted field is never closed", end);
                position = end + 1;
                return true;
            }
            return false;
        }
        int kept = limit - block.base;
        if (kept > data.length / 2) {
            data = Arrays.copyOfRange(data, block.base, block.base + grown(kept));
        } else {
            System.arraycopy(data, block.base, data, 0, kept);
        }
        position -= block.base;
        limit = kept;
        block.base = 0;
        int count = input.read(data, limit, data.length - SLACK_BYTES - limit);
        if (count < 0) {
            atEnd = true;
            if (limit > 0 && data[limit - 1] != dialect.lineEnd()) {
                data[limit++] = dialect.lineEnd();
                appended = 1;
            }
        } else {
            limit += count;
        }
        data[limit] = dialect.lineEnd();
        return true;
    }

    private int grown(int kept) {
        if (limit - position > MAX_RECORD_BYTES) {
            throw errors.at(
                    dataOffset() + position,
                    "Record is longer than %d bytes; is a quote missing?"
                            .formatted(MAX_RECORD_BYTES));
        }
        return Math.max(2 * kept, BUFFER_BYTES) + SLACK_BYTES;
    }

    private static boolean isAscii(byte[] data, int from, int to) {
        int at = from;
        long bits = 0;
        for (; at + 8 <= to; at += 8) {
            bits |= EightBytes.load(data, at);
        }
        for (; at < to; at++) {
            bits |= data[at] < 0 ? -1L : 0;
        }
        return EightBytes.isAscii(bits);
    }

    @Override
    public void close() {
        input.close();
    }
}
