package dev.tarn.server.arrow;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Makes one FlatBuffer, from its end to its beginning: what others refer to is written before
/// them, and places are counted in bytes from the end. Used by one thread.
///
/// Source: the binary format of FlatBuffers (<https://flatbuffers.dev/internals>). Of vtables none
/// is shared, which costs some bytes and is allowed.
final class FlatBuffer {
    private byte[] bytes = new byte[1024];

    /// How many bytes there are, at the end of the array.
    private int size;

    /// What all that was written must be aligned to.
    private int alignment = 4;

    private int[] fields = new int[0];
    private int tableStart;

    private void prepare(int align, int more) {
        alignment = Math.max(alignment, align);
        int padding = -(size + more) & (align - 1);
        grow(padding + more);
        size += padding;
    }

    private void grow(int more) {
        while (bytes.length - size < more + 8) {
            byte[] bigger = new byte[bytes.length * 2];
            System.arraycopy(bytes, bytes.length - size, bigger, bigger.length - size, size);
            bytes = bigger;
        }
    }

    private void put(long value, int width) {
        grow(width);
        size += width;
        int at = bytes.length - size;
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    /// A scalar of 1, 2, 4 or 8 bytes.
    private void scalar(long value, int width) {
        prepare(width, width);
        put(value, width);
    }

    /// A reference to what is at `place`.
    private void reference(int place) {
        prepare(4, 4);
        put(size + 4L - place, 4);
    }

    int string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        prepare(4, utf8.length + 1 + 4);
        put(0, 1);
        grow(utf8.length);
        size += utf8.length;
        System.arraycopy(utf8, 0, bytes, bytes.length - size, utf8.length);
        put(utf8.length, 4);
        return size;
    }

    /// A vector of references to what is at `places`.
    int references(int... places) {
        prepare(4, 4 * places.length + 4);
        for (int i = places.length - 1; i >= 0; i--) {
            reference(places[i]);
        }
        put(places.length, 4);
        return size;
    }

    /// A vector of structs, each of `width` longs of 8 bytes.
    int structs(int width, long... values) {
        prepare(8, 8 * values.length);
        // The count before the elements, which are aligned to 8 bytes each.
        for (int i = values.length - 1; i >= 0; i--) {
            put(values[i], 8);
        }
        put(values.length / width, 4);
        return size;
    }

    /// Begins a table of up to `count` fields.
    FlatBuffer table(int count) {
        fields = new int[count];
        tableStart = size;
        return this;
    }

    /// Field `id` of the table at hand, of `width` bytes.
    FlatBuffer field(int id, long value, int width) {
        scalar(value, width);
        fields[id] = size;
        return this;
    }

    /// Field `id` refers to what is at `place`.
    FlatBuffer field(int id, int place) {
        reference(place);
        fields[id] = size;
        return this;
    }

    /// Ends the table at hand; where it is.
    int end() {
        scalar(0, 4);
        int table = size;
        int count = fields.length;
        while (count > 0 && fields[count - 1] == 0) {
            count--;
        }
        for (int i = count - 1; i >= 0; i--) {
            put(fields[i] == 0 ? 0 : table - fields[i], 2);
        }
        put(table - (long) tableStart, 2);
        put(4 + 2L * count, 2);
        int vtable = size;
        int at = bytes.length - table;
        int distance = vtable - table;
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (distance >>> (8 * i));
        }
        return table;
    }

    /// The buffer whose root is at `root`.
    byte[] finish(int root) {
        prepare(alignment, 4);
        reference(root);
        return Arrays.copyOfRange(bytes, bytes.length - size, bytes.length);
    }
}
