package dev.tarn.engine.function.text;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.text.TextLoops.Row;
import dev.tarn.engine.kernel.Utf8;

import java.util.Locale;

/// What string functions do with the bytes of one row.
final class TextEdits {
    /// Bytes that one result may have; more is refused rather than taken from the heap.
    static final int MAX_RESULT_BYTES = 16 << 20;

    private TextEdits() {}

    static void lower(Row r, BytesOut out) {
        byte[] data = r.data(0);
        if (!Utf8.isAscii(data, r.from(0), r.to(0))) {
            out.append(bytes(r.string(0).toLowerCase(Locale.ROOT)));
            return;
        }
        flipCase(data, r.from(0), r.to(0), (byte) 'A', out);
    }

    static void upper(Row r, BytesOut out) {
        byte[] data = r.data(0);
        if (!Utf8.isAscii(data, r.from(0), r.to(0))) {
            out.append(bytes(r.string(0).toUpperCase(Locale.ROOT)));
            return;
        }
        flipCase(data, r.from(0), r.to(0), (byte) 'a', out);
    }

    /// Appends `data[from..to)`, with the 26 letters from `first` on in the other case.
    private static void flipCase(byte[] data, int from, int to, byte first, BytesOut out) {
        int start = out.size();
        int count = to - from;
        byte[] target = out.extend(count);
        for (int i = 0; i < count; i++) {
            byte b = data[from + i];
            target[start + i] = (byte) (b >= first && b < first + 26 ? b ^ 32 : b);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    static void reverse(Row r, BytesOut out) {
        byte[] data = r.data(0);
        for (int at = r.to(0); at > r.from(0); ) {
            int previous = Utf8.previous(data, r.from(0), at);
            out.append(data, previous, at);
            at = previous;
        }
    }

    static void trim(Row r, BytesOut out, boolean start, boolean end) {
        byte[] data = r.data(0);
        int from = r.from(0);
        int to = r.to(0);
        while (start && from < to && isTrimmed(r, from, Utf8.next(data, from, to))) {
            from = Utf8.next(data, from, to);
        }
        while (end && from < to && isTrimmed(r, Utf8.previous(data, from, to), to)) {
            to = Utf8.previous(data, from, to);
        }
        out.append(data, from, to);
    }

    /// Whether the code point `from..to` is one to trim: of the second argument, or white space.
    private static boolean isTrimmed(Row r, int from, int to) {
        byte[] data = r.data(0);
        if (r.textCount() == 1) {
            return to - from == 1
                    ? data[from] == ' ' || data[from] >= '\t' && data[from] <= '\r'
                    : Character.isWhitespace(Utf8.codePoint(data, from, to));
        }
        return Utf8.indexOf(r.data(1), r.from(1), r.to(1), data, from, to) >= 0;
    }

    /// SQL's substring: a start below zero counts from the end (Trino), beyond either end is empty.
    static void substring(Row r, BytesOut out) {
        byte[] data = r.data(0);
        int from = r.from(0);
        int to = r.to(0);
        long start = r.number(0);
        long length = r.numberCount() > 1 ? r.number(1) : Long.MAX_VALUE;
        if (start == 0 || length <= 0) {
            return;
        }
        if (start < 0) {
            long count = Utf8.length(data, from, to);
            if (start < -count) {
                return;
            }
            start = count + start + 1;
        }
        int first = Utf8.skip(data, from, to, start - 1);
        out.append(data, first, Utf8.skip(data, first, to, length));
    }

    static void prefix(Row r, BytesOut out) {
        byte[] data = r.data(0);
        out.append(data, r.from(0), Utf8.skip(data, r.from(0), r.to(0), r.number(0)));
    }

    static void replace(Row r, BytesOut out) {
        byte[] data = r.data(0);
        int partBytes = r.to(1) - r.from(1);
        int at = r.from(0);
        int to = r.to(0);
        if (partBytes == 0) {
            replaceEmpty(r, out);
            return;
        }
        while (true) {
            int found = Utf8.indexOf(data, at, to, r.data(1), r.from(1), r.to(1));
            if (found < 0) {
                out.append(data, at, to);
                return;
            }
            out.append(data, at, found);
            if (r.textCount() > 2) {
                out.append(r.data(2), r.from(2), r.to(2));
            }
            at = found + partBytes;
        }
    }

    /// Replacing the empty string puts the replacement around every character, as in Trino.
    private static void replaceEmpty(Row r, BytesOut out) {
        byte[] data = r.data(0);
        for (int at = r.from(0); at < r.to(0); ) {
            int next = Utf8.next(data, at, r.to(0));
            if (r.textCount() > 2) {
                out.append(r.data(2), r.from(2), r.to(2));
            }
            out.append(data, at, next);
            at = next;
        }
        if (r.textCount() > 2) {
            out.append(r.data(2), r.from(2), r.to(2));
        }
    }

    static void translate(Row r, BytesOut out) {
        byte[] data = r.data(0);
        for (int at = r.from(0); at < r.to(0); ) {
            int next = Utf8.next(data, at, r.to(0));
            int found = Utf8.indexOf(r.data(1), r.from(1), r.to(1), data, at, next);
            if (found < 0) {
                out.append(data, at, next);
            } else {
                int index = Utf8.length(r.data(1), r.from(1), found);
                int target = Utf8.skip(r.data(2), r.from(2), r.to(2), index);
                if (target < r.to(2)) {
                    out.append(r.data(2), target, Utf8.next(r.data(2), target, r.to(2)));
                }
            }
            at = next;
        }
    }

    static void pad(Row r, BytesOut out, boolean left) {
        byte[] data = r.data(0);
        long length = r.number(0);
        if (length < 0 || length > MAX_RESULT_BYTES / 4) {
            throw invalid("Padded length must be 0 to %d, not %d", MAX_RESULT_BYTES / 4, length);
        }
        long missing = length - Utf8.length(data, r.from(0), r.to(0));
        if (missing <= 0) {
            out.append(data, r.from(0), Utf8.skip(data, r.from(0), r.to(0), length));
            return;
        }
        if (!left) {
            out.append(data, r.from(0), r.to(0));
        }
        appendPadding(r, out, missing);
        if (left) {
            out.append(data, r.from(0), r.to(0));
        }
    }

    private static void appendPadding(Row r, BytesOut out, long missing) {
        if (r.textCount() == 1) {
            for (long i = 0; i < missing; i++) {
                out.append((byte) ' ');
            }
            return;
        }
        byte[] padding = r.data(1);
        if (r.from(1) == r.to(1)) {
            throw invalid("Padding must not be empty where %d characters are missing", missing);
        }
        int at = r.from(1);
        for (long i = 0; i < missing; i++) {
            int next = Utf8.next(padding, at, r.to(1));
            out.append(padding, at, next);
            at = next == r.to(1) ? r.from(1) : next;
        }
    }

    static void repeat(Row r, BytesOut out) {
        int bytes = r.to(0) - r.from(0);
        long count = Math.max(0, r.number(0));
        if (count > MAX_RESULT_BYTES || bytes * count > MAX_RESULT_BYTES) {
            throw invalid(
                    "repeat: result must have at most %d bytes, not %d times %d",
                    MAX_RESULT_BYTES, count, bytes);
        }
        for (long i = 0; i < count; i++) {
            out.append(r.data(0), r.from(0), r.to(0));
        }
    }

    static void character(Row r, BytesOut out) {
        long codePoint = r.number(0);
        if (codePoint < 0
                || codePoint > Character.MAX_CODE_POINT
                || codePoint >= 0xD800 && codePoint <= 0xDFFF) {
            throw invalid("chr: %d is no Unicode code point", codePoint);
        }
        out.appendCodePoint((int) codePoint);
    }

    static SqlException invalid(String message, Object... values) {
        return new SqlException(ErrorCode.INVALID_FUNCTION_ARGUMENT, message.formatted(values));
    }
}
