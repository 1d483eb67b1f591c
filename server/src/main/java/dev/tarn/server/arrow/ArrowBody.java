package dev.tarn.server.arrow;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.storage.variant.VariantJson;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/// The buffers of one record batch, and what its metadata says of them: for each vector, parents
/// first, its length and nulls; for each buffer where it is. Used by one thread.
///
/// Bitmaps of validity are left out where nothing is null. Offsets count from 0, whatever part of a
/// vector's values they are of. What is under a null is zero where values have one width.
final class ArrowBody {
    private static final int ALIGNMENT = 8;
    private static final int DECIMAL_BYTES = 16;
    private static final int UUID_BYTES = 16;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 << 10);
    private final LongStream.Builder nodes = LongStream.builder();
    private final LongStream.Builder buffers = LongStream.builder();

    byte[] bytes() {
        return bytes.toByteArray();
    }

    int byteCount() {
        return bytes.size();
    }

    /// Length and number of nulls of each vector.
    long[] nodes() {
        return nodes.build().toArray();
    }

    /// Offset and length of each buffer.
    long[] buffers() {
        return buffers.build().toArray();
    }

    /// Adds `count` rows of `vector` from row `from` on.
    void add(FlatVector vector, int from, int count) {
        if (vector.type() == DataType.UNKNOWN) {
            node(count, count);
            return;
        }
        validity(vector, from, count);
        switch (vector) {
            case BooleanVector v -> booleans(v.values(), from, count);
            case IntVector v -> ints(v, from, count);
            case LongVector v -> longs(v, from, count);
            case Int128Vector v -> decimals(v.high(), v.low(), from, count);
            case FloatVector v -> {
                ByteBuffer values = allocate(Float.BYTES * count);
                values.asFloatBuffer().put(v.values(), from, count);
                buffer(values);
            }
            case DoubleVector v -> {
                ByteBuffer values = allocate(Double.BYTES * count);
                values.asDoubleBuffer().put(v.values(), from, count);
                buffer(values);
            }
            case BytesVector v -> binaries(v, from, count);
            case ListVector v -> {
                offsets(v.offsets(), from, count);
                int first = v.offsets()[from];
                add(v.elements().flatten(), first, v.offsets()[from + count] - first);
            }
            case MapVector v -> {
                offsets(v.offsets(), from, count);
                int first = v.offsets()[from];
                int entryCount = v.offsets()[from + count] - first;
                node(entryCount, 0);
                buffer(allocate(0));
                add(v.keys().flatten(), first, entryCount);
                add(v.values().flatten(), first, entryCount);
            }
            case StructVector v -> v.fields().forEach(field -> add(field.flatten(), from, count));
        }
    }

    private void validity(FlatVector vector, int from, int count) {
        long[] words = vector.validity();
        int nullCount = 0;
        ByteBuffer bits = allocate(words == null ? 0 : (count + 7) / 8);
        for (int i = 0; words != null && i < count; i++) {
            if (Bitmaps.isSet(words, from + i)) {
                set(bits, i);
            } else {
                nullCount++;
            }
        }
        node(count, nullCount);
        buffer(bits);
    }

    private void booleans(boolean[] values, int from, int count) {
        ByteBuffer bits = allocate((count + 7) / 8);
        for (int i = 0; i < count; i++) {
            if (values[from + i]) {
                set(bits, i);
            }
        }
        buffer(bits);
    }

    private static void set(ByteBuffer bits, int bit) {
        bits.put(bit / 8, (byte) (bits.get(bit / 8) | 1 << (bit % 8)));
    }

    private void ints(IntVector vector, int from, int count) {
        int[] values = vector.values();
        ByteBuffer target;
        if (vector.type() == DataType.TINYINT) {
            target = allocate(count);
            for (int i = 0; i < count; i++) {
                target.put(i, (byte) values[from + i]);
            }
        } else if (vector.type() == DataType.SMALLINT) {
            target = allocate(Short.BYTES * count);
            for (int i = 0; i < count; i++) {
                target.putShort(Short.BYTES * i, (short) values[from + i]);
            }
        } else {
            target = allocate(Integer.BYTES * count);
            target.asIntBuffer().put(values, from, count);
        }
        buffer(target);
    }

    private void longs(LongVector vector, int from, int count) {
        long[] values = vector.values();
        if (vector.type() instanceof DataType.Decimal) {
            ByteBuffer target = allocate(DECIMAL_BYTES * count);
            for (int i = 0; i < count; i++) {
                long low = values[from + i];
                target.putLong(low).putLong(low >> 63);
            }
            buffer(target.flip());
            return;
        }
        boolean months = vector.type() == DataType.INTERVAL_YEAR_MONTH;
        ByteBuffer target = allocate((months ? Integer.BYTES : Long.BYTES) * count);
        if (months) {
            for (int i = 0; i < count; i++) {
                target.putInt(Integer.BYTES * i, (int) values[from + i]);
            }
        } else {
            target.asLongBuffer().put(values, from, count);
        }
        buffer(target);
    }

    private void decimals(long[] high, long[] low, int from, int count) {
        ByteBuffer target = allocate(DECIMAL_BYTES * count);
        for (int i = from; i < from + count; i++) {
            target.putLong(low[i]).putLong(high[i]);
        }
        buffer(target.flip());
    }

    private void binaries(BytesVector vector, int from, int count) {
        int first = vector.offsets()[from];
        int end = vector.offsets()[from + count];
        switch (vector.type()) {
            case DataType.Fixed fixed -> fixed(vector, fixed.length(), from, count);
            case DataType.Simple simple when simple == DataType.UUID ->
                    fixed(vector, UUID_BYTES, from, count);
            case DataType.Simple simple when simple == DataType.VARIANT ->
                    binaries(texts(vector, from, count), 0, count);
            default -> {
                offsets(vector.offsets(), from, count);
                buffer(ByteBuffer.wrap(vector.data(), first, end - first));
            }
        }
    }

    /// The JSON of variants; nothing where they are null.
    private static BytesVector texts(BytesVector vector, int from, int count) {
        ByteArrayOutputStream texts = new ByteArrayOutputStream();
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int row = from + i;
            if (!vector.isNull(row)) {
                String json =
                        VariantJson.text(
                                vector.data(), vector.offsets()[row], vector.offsets()[row + 1]);
                texts.writeBytes(json.getBytes(StandardCharsets.UTF_8));
            }
            offsets[i + 1] = texts.size();
        }
        return new BytesVector(DataType.STRING, texts.toByteArray(), offsets, null, count);
    }

    private void fixed(BytesVector vector, int width, int from, int count) {
        ByteBuffer target = allocate(width * count);
        for (int i = 0; i < count; i++) {
            if (!vector.isNull(from + i)) {
                target.put(width * i, vector.data(), vector.offsets()[from + i], width);
            }
        }
        buffer(target);
    }

    private void offsets(int[] offsets, int from, int count) {
        ByteBuffer target = allocate(Integer.BYTES * (count + 1));
        for (int i = 0; i <= count; i++) {
            target.putInt(Integer.BYTES * i, offsets[from + i] - offsets[from]);
        }
        buffer(target);
    }

    private void node(int length, int nullCount) {
        nodes.add(length).add(nullCount);
    }

    private static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Adds what remains in `content`, and zeros to the next multiple of 8.
    private void buffer(ByteBuffer content) {
        int length = content.remaining();
        buffers.add(bytes.size()).add(length);
        bytes.write(content.array(), content.arrayOffset() + content.position(), length);
        bytes.write(new byte[ALIGNMENT], 0, -length & (ALIGNMENT - 1));
    }
}
