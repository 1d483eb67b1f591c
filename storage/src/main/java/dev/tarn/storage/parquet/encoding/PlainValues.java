package dev.tarn.storage.parquet.encoding;

import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Encoding PLAIN: numbers little endian, booleans a bit each, byte arrays behind their lengths.
/// Numbers are copied in bulk.
final class PlainValues implements PageValues {
    private final byte[] bytes;
    private final int end;
    private final PrimitiveTypeName type;
    private final int fixedLength;
    private int position;
    private int bit;

    PlainValues(PageBytes page, PrimitiveType type) {
        this.bytes = page.bytes();
        this.position = page.start();
        this.end = page.end();
        this.type = type.getPrimitiveTypeName();
        this.fixedLength = fixedLength(type);
    }

    /// Bytes of each value of `type`; -1 where they vary.
    static int fixedLength(PrimitiveType type) {
        PrimitiveTypeName name = type.getPrimitiveTypeName();
        return switch (name) {
            case FIXED_LEN_BYTE_ARRAY -> type.getTypeLength();
            case INT96 -> 12;
            case BINARY, BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> -1;
        };
    }

    @Override
    public void read(RawValues target, int count) {
        target.grow(target.count + count);
        switch (target.kind) {
            case BOOLEAN -> readBooleans(target.booleans, target.count, count);
            case INT -> take(count, 4).asIntBuffer().get(target.ints, target.count, count);
            case LONG -> take(count, 8).asLongBuffer().get(target.longs, target.count, count);
            case FLOAT -> take(count, 4).asFloatBuffer().get(target.floats, target.count, count);
            case DOUBLE -> take(count, 8).asDoubleBuffer().get(target.doubles, target.count, count);
            case BYTES -> readBytes(target, count);
        }
        target.count += count;
    }

    @Override
    public void skip(int count) {
        if (fixedLength >= 0) {
            position += need((long) count * fixedLength);
            return;
        }
        switch (type) {
            case BOOLEAN -> {
                need((bit + (long) count + 7) / 8);
                bit += count;
                position += bit >>> 3;
                bit &= 7;
            }
            case INT32, FLOAT -> position += need(4L * count);
            case INT64, DOUBLE -> position += need(8L * count);
            case BINARY -> {
                for (int i = 0; i < count; i++) {
                    position += 4 + lengthAt(position);
                }
            }
            case FIXED_LEN_BYTE_ARRAY, INT96 -> throw new AssertionError();
        }
    }

    /// The length, checked, of the byte array that begins at `at`.
    private int lengthAt(int at) {
        if (at > end - 4) {
            throw new PageException("A page ends before its values do");
        }
        int length = LittleEndian.getInt(bytes, at);
        if (length < 0 || length > end - at - 4) {
            throw new PageException(
                    "A value of %d bytes where %d are left".formatted(length, end - at - 4));
        }
        return length;
    }

    private ByteBuffer take(int count, int width) {
        int length = need((long) count * width);
        ByteBuffer taken = ByteBuffer.wrap(bytes, position, length).order(ByteOrder.LITTLE_ENDIAN);
        position += length;
        return taken;
    }

    private int need(long length) {
        if (length > end - position) {
            throw new PageException(
                    "A page ends %d bytes before its values do"
                            .formatted(length - (end - position)));
        }
        return (int) length;
    }

    private void readBooleans(boolean[] target, int offset, int count) {
        need((bit + (long) count + 7) / 8);
        for (int i = 0; i < count; i++) {
            int at = bit + i;
            target[offset + i] = (bytes[position + (at >>> 3)] >>> (at & 7) & 1) != 0;
        }
        bit += count;
        position += bit >>> 3;
        bit &= 7;
    }

    private void readBytes(RawValues target, int count) {
        if (fixedLength >= 0) {
            readFixed(target, count);
            return;
        }
        int[] offsets = target.offsets;
        int at = target.count;
        int written = offsets[at];
        int scan = position;
        long total = 0;
        for (int i = 0; i < count; i++) {
            int length = lengthAt(scan);
            scan += 4 + length;
            total += length;
        }
        target.growData(total);
        byte[] data = target.data;
        scan = position;
        for (int i = 0; i < count; i++) {
            int length = LittleEndian.getInt(bytes, scan);
            copyShort(bytes, scan + 4, data, written, length);
            scan += 4 + length;
            written += length;
            offsets[at + i + 1] = written;
        }
        position = scan;
    }

    /// Words at a time beat a call of arraycopy for the short strings that are the rule. Bytes
    /// behind `length` are written as well, where there is room: those of the next value come over
    /// them.
    private static void copyShort(byte[] from, int at, byte[] to, int offset, int length) {
        int whole = length + 15 & -16;
        if (length > 64 || whole > from.length - at || whole > to.length - offset) {
            System.arraycopy(from, at, to, offset, length);
            return;
        }
        for (int i = 0; i < whole; i += 16) {
            LittleEndian.putLong(to, offset + i, LittleEndian.getLong(from, at + i));
            LittleEndian.putLong(to, offset + i + 8, LittleEndian.getLong(from, at + i + 8));
        }
    }

    private void readFixed(RawValues target, int count) {
        int length = need((long) count * fixedLength);
        target.growData(length);
        int written = target.offsets[target.count];
        System.arraycopy(bytes, position, target.data, written, length);
        for (int i = 0; i < count; i++) {
            written += fixedLength;
            target.offsets[target.count + i + 1] = written;
        }
        position += length;
    }
}
