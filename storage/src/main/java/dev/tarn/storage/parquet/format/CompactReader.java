package dev.tarn.storage.parquet.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads structs in Thrift's compact protocol from a range of a byte array, which is borrowed.
///
/// ```
/// struct  (header value)* 0x00     header: delta of the id << 4 | type, or type, zigzag id
/// list    count << 4 | type, or 0xF0 | type, count; then the elements
/// i16 i32 i64   zigzag varint      binary  length as varint, bytes
/// ```
///
/// A struct is read by [#beginStruct], then [#nextField] until it is false; each field is read by
/// its type or skipped. Nesting is bounded, and so is every count: an element takes a byte at
/// least, so that no list is longer than what is left. One thread.
///
/// Source: Thrift, `doc/specs/thrift-compact-protocol.md`.
final class CompactReader {
    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int I8 = 3;
    static final int I16 = 4;
    static final int I32 = 5;
    static final int I64 = 6;
    static final int DOUBLE = 7;
    static final int BINARY = 8;
    static final int LIST = 9;
    static final int SET = 10;
    static final int MAP = 11;
    static final int STRUCT = 12;
    static final int UUID = 13;

    private static final int MOST_DEPTH = 24;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private final String what;
    private int at;

    private final int[] ids = new int[MOST_DEPTH];
    private final long[] seen = new long[MOST_DEPTH];
    private int depth = -1;
    private int type;
    private long closedSeen;

    /// Reads `bytes[from..to)`, which are those of `what`.
    CompactReader(byte[] bytes, int from, int to, String what) {
        if (from < 0 || to < from || to > bytes.length) {
            throw new IllegalArgumentException(
                    "Bytes %d to %d of %d".formatted(from, to, bytes.length));
        }
        this.bytes = bytes;
        this.start = from;
        this.end = to;
        this.what = what;
        this.at = from;
    }

    /// The index of the next byte in the array.
    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    void beginStruct() {
        if (++depth == MOST_DEPTH) {
            depth--;
            throw malformed("more than %d structs in one another".formatted(MOST_DEPTH));
        }
        ids[depth] = 0;
        seen[depth] = 0;
    }

    /// Goes to the next field of the struct begun last; false at its end.
    boolean nextField() {
        int header = next();
        if (header == 0) {
            closedSeen = seen[depth--];
            return false;
        }
        type = header & 15;
        int id = header >>> 4;
        id = id == 0 ? zigzag32() : ids[depth] + id;
        if (id != (short) id) {
            throw malformed("field id " + id);
        }
        ids[depth] = id;
        if (id >= 0 && id < Long.SIZE) {
            seen[depth] |= 1L << id;
        }
        return true;
    }

    int fieldId() {
        return ids[depth];
    }

    /// Checks that the struct that ended last had all fields whose bits are set in `mask`.
    void require(long mask, String struct) {
        long missing = mask & ~closedSeen;
        if (missing != 0) {
            throw malformed(
                    "%s without field %d".formatted(struct, Long.numberOfTrailingZeros(missing)));
        }
    }

    boolean readBoolean() {
        if (type != TRUE && type != FALSE) {
            throw wrongType("boolean");
        }
        return type == TRUE;
    }

    int readI8() {
        expect(I8, "i8");
        return (byte) next();
    }

    int readI16() {
        expect(I16, "i16");
        int value = zigzag32();
        if (value != (short) value) {
            throw malformed("%d, which is no i16".formatted(value));
        }
        return value;
    }

    int readI32() {
        expect(I32, "i32");
        return zigzag32();
    }

    /// The same, or `fallback` for a field of another type: as Thrift's own readers do, such a
    /// field is taken for one that we do not know.
    int readI32Or(int fallback) {
        if (type == I32) {
            return zigzag32();
        }
        skipField();
        return fallback;
    }

    long readI64() {
        expect(I64, "i64");
        return zigzag64();
    }

    /// A copy of a field's bytes.
    byte[] readBinary() {
        expect(BINARY, "binary");
        return binary();
    }

    String readString() {
        expect(BINARY, "string");
        return string();
    }

    /// Begins the struct that the field is.
    void readStruct() {
        expect(STRUCT, "struct");
        beginStruct();
    }

    /// Reads the header of the list that the field is; the count of its elements, each of which
    /// takes at least one of the bytes left.
    int readList(int elementType, String elements) {
        expect(LIST, "list");
        return listElements(elementType, elements);
    }

    /// The same for a list that the reader stands at, whatever field it is.
    int listElements(int elementType, String elements) {
        int header = next();
        int count = count(header);
        int found = header & 15;
        boolean same = found == elementType || elementType == TRUE && found == FALSE || count == 0;
        if (!same) {
            throw malformed("a list of type %d, not of %s".formatted(found, elements));
        }
        return count;
    }

    /// An element of a list of booleans. Some writers have 0, some 2 for false.
    boolean booleanElement() {
        return next() == TRUE;
    }

    int i32Element() {
        return zigzag32();
    }

    long i64Element() {
        return zigzag64();
    }

    byte[] binaryElement() {
        return binary();
    }

    String stringElement() {
        return string();
    }

    /// Skips an element of a list of structs.
    void skipStruct() {
        skip(STRUCT, depth + 1);
    }

    /// Skips the field.
    void skipField() {
        if (type != TRUE && type != FALSE) {
            skip(type, depth + 1);
        }
    }

    private void skip(int kind, int level) {
        if (level >= MOST_DEPTH) {
            throw malformed("more than %d values in one another".formatted(MOST_DEPTH));
        }
        switch (kind) {
            case TRUE, FALSE, I8 -> advance(1);
            case I16, I32, I64 -> skipVarint();
            case DOUBLE -> advance(8);
            case BINARY -> advance(length());
            case LIST, SET -> skipList(level);
            case MAP -> skipMap(level);
            case STRUCT -> skipFields(level);
            case UUID -> advance(16);
            default -> throw malformed("a value of type %d".formatted(kind));
        }
    }

    private void skipFields(int level) {
        for (int header = next(); header != 0; header = next()) {
            if (header >>> 4 == 0) {
                skipVarint();
            }
            int kind = header & 15;
            if (kind != TRUE && kind != FALSE) {
                skip(kind, level + 1);
            }
        }
    }

    private void skipList(int level) {
        int header = next();
        int count = count(header);
        for (int i = 0; i < count; i++) {
            skip(header & 15, level + 1);
        }
    }

    private void skipMap(int level) {
        int count = length();
        if (count == 0) {
            return;
        }
        int kinds = next();
        for (int i = 0; i < count; i++) {
            skip(kinds >>> 4, level + 1);
            skip(kinds & 15, level + 1);
        }
    }

    private int count(int header) {
        int count = header >>> 4;
        if (count == 15) {
            count = length();
        }
        if (count > end - at) {
            throw malformed("a list of %d elements in %d bytes".formatted(count, end - at));
        }
        return count;
    }

    /// A count of bytes, or of things that take a byte or more, no greater than the bytes left.
    private int length() {
        long length = varint(5);
        if (length < 0 || length > end - at) {
            throw malformed("a length of %d with %d bytes left".formatted(length, end - at));
        }
        return (int) length;
    }

    private byte[] binary() {
        int length = length();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private String string() {
        int length = length();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    private int zigzag32() {
        long value = varint(5);
        if (value >>> 32 != 0) {
            throw malformed("an integer of more than 32 bits");
        }
        int bits = (int) value;
        return bits >>> 1 ^ -(bits & 1);
    }

    private long zigzag64() {
        long value = varint(10);
        return value >>> 1 ^ -(value & 1);
    }

    private long varint(int mostBytes) {
        long value = 0;
        for (int i = 0; i < mostBytes; i++) {
            int part = next();
            value |= (long) (part & 127) << 7 * i;
            if (part < 128) {
                return value;
            }
        }
        throw malformed("an integer of more than %d bytes".formatted(mostBytes));
    }

    private void skipVarint() {
        for (int i = 0; i < 10; i++) {
            if (next() < 128) {
                return;
            }
        }
        throw malformed("an integer of more than 10 bytes");
    }

    private void advance(int count) {
        if (count > end - at) {
            throw endsEarly();
        }
        at += count;
    }

    private int next() {
        if (at == end) {
            throw endsEarly();
        }
        return bytes[at++] & 255;
    }

    private void expect(int expected, String name) {
        if (type != expected) {
            throw wrongType(name);
        }
    }

    private FormatException wrongType(String name) {
        return malformed("a value of type %d where %s is expected".formatted(type, name));
    }

    private FormatException endsEarly() {
        return malformed("the end of its %d bytes within a value".formatted(end - start));
    }

    /// What is wrong, here.
    FormatException malformed(String found) {
        return FormatException.malformed(
                "%s has %s, at byte %d%s".formatted(what, found, at - start, fields()));
    }

    /// What we do not support, here.
    FormatException unsupported(String found) {
        return FormatException.unsupported(
                "%s has %s, which is not supported, at byte %d%s"
                        .formatted(what, found, at - start, fields()));
    }

    private String fields() {
        if (depth < 0) {
            return "";
        }
        StringBuilder path = new StringBuilder(", field ");
        for (int i = 0; i <= depth; i++) {
            path.append(i == 0 ? "" : ".").append(ids[i]);
        }
        return path.toString();
    }
}
