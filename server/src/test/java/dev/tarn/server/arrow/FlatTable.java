package dev.tarn.server.arrow;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A table of a FlatBuffer, read by the numbers of its fields.
record FlatTable(ByteBuffer buffer, int at) {

    /// The root of a buffer that begins where `bytes` does.
    static FlatTable root(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return new FlatTable(buffer, buffer.getInt(0));
    }

    /// Where a field is; 0 where it is left out.
    private int place(int field) {
        int vtable = at - buffer.getInt(at);
        int entry = 4 + 2 * field;
        int offset = entry < buffer.getShort(vtable) ? buffer.getShort(vtable + entry) : 0;
        return offset == 0 ? 0 : at + offset;
    }

    private int target(int place) {
        return place + buffer.getInt(place);
    }

    int byteOf(int field) {
        return place(field) == 0 ? 0 : buffer.get(place(field));
    }

    int shortOf(int field) {
        return place(field) == 0 ? 0 : buffer.getShort(place(field));
    }

    int intOf(int field) {
        return place(field) == 0 ? 0 : buffer.getInt(place(field));
    }

    long longOf(int field) {
        return place(field) == 0 ? 0 : buffer.getLong(place(field));
    }

    FlatTable table(int field) {
        return new FlatTable(buffer, target(place(field)));
    }

    @Nullable String string(int field) {
        if (place(field) == 0) {
            return null;
        }
        int start = target(place(field));
        byte[] utf8 = new byte[buffer.getInt(start)];
        buffer.get(start + 4, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    List<FlatTable> tables(int field) {
        int start = target(place(field));
        List<FlatTable> tables = new ArrayList<>();
        for (int i = 0; i < buffer.getInt(start); i++) {
            tables.add(new FlatTable(buffer, target(start + 4 + 4 * i)));
        }
        return tables;
    }

    /// A vector of structs of two longs each, which must stand at multiples of 8 bytes.
    List<long[]> pairs(int field) {
        int start = target(place(field));
        if ((start + 4) % 8 != 0) {
            throw new IllegalStateException("Structs stand at " + (start + 4));
        }
        List<long[]> pairs = new ArrayList<>();
        for (int i = 0; i < buffer.getInt(start); i++) {
            int pair = start + 4 + 16 * i;
            pairs.add(new long[] {buffer.getLong(pair), buffer.getLong(pair + 8)});
        }
        return pairs;
    }
}
