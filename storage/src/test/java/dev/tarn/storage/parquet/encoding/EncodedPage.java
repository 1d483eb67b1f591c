package dev.tarn.storage.parquet.encoding;

import dev.tarn.storage.parquet.format.Encoding;

import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.plain.BooleanPlainValuesWriter;
import org.apache.parquet.column.values.plain.FixedLenByteArrayPlainValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random values and the section of a page that parquet-java writes of them. Byte arrays are
/// ByteBuffers, floating point numbers their bits, so that values compare by `equals`.
record EncodedPage(Kind kind, List<Object> values, PageBytes bytes) {
    private static final int CAPACITY = 1 << 12;
    private static final HeapByteBufferAllocator HEAP = new HeapByteBufferAllocator();

    /// A type in an encoding that may hold it.
    record Kind(PrimitiveType type, Encoding encoding) {
        PageValues open(PageBytes page) {
            return PageValues.of(encoding, type, page);
        }

        RawValues target(int capacity) {
            return new RawValues(RawValues.Kind.of(type.getPrimitiveTypeName()), capacity);
        }
    }

    static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (PrimitiveTypeName name : PrimitiveTypeName.values()) {
            PrimitiveType type = Types.required(name).length(length(name)).named("column");
            kinds.add(new Kind(type, Encoding.PLAIN));
            switch (name) {
                case BOOLEAN -> kinds.add(new Kind(type, Encoding.RLE));
                case INT32, INT64 -> {
                    kinds.add(new Kind(type, Encoding.DELTA_BINARY_PACKED));
                    kinds.add(new Kind(type, Encoding.BYTE_STREAM_SPLIT));
                }
                case FLOAT, DOUBLE -> kinds.add(new Kind(type, Encoding.BYTE_STREAM_SPLIT));
                case BINARY -> {
                    kinds.add(new Kind(type, Encoding.DELTA_LENGTH_BYTE_ARRAY));
                    kinds.add(new Kind(type, Encoding.DELTA_BYTE_ARRAY));
                }
                case FIXED_LEN_BYTE_ARRAY -> {
                    kinds.add(new Kind(type, Encoding.DELTA_BYTE_ARRAY));
                    kinds.add(new Kind(type, Encoding.BYTE_STREAM_SPLIT));
                    PrimitiveType half = Types.required(name).length(2).named("half");
                    kinds.add(new Kind(half, Encoding.BYTE_STREAM_SPLIT));
                }
                case INT96 -> {}
            }
        }
        return kinds;
    }

    private static int length(PrimitiveTypeName name) {
        return name == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY ? 11 : 0;
    }

    /// `count` values of `kind`, encoded, somewhere in an array that may end where the page does.
    static EncodedPage of(Kind kind, int count, Random random) {
        ValuesWriter writer = writer(kind);
        List<Object> values = new ArrayList<>(count);
        int bits = 1 + random.nextInt(64);
        int keep = random.nextInt(4);
        @Nullable Object last = null;
        for (int i = 0; i < count; i++) {
            last =
                    last != null && random.nextInt(4) < keep
                            ? last
                            : value(kind.type(), random, bits, last);
            write(writer, kind.type(), last);
            values.add(last);
        }
        try {
            byte[] written = writer.getBytes().toByteArray();
            int before = random.nextInt(20);
            int after = random.nextBoolean() ? 0 : random.nextInt(40);
            byte[] bytes = new byte[before + written.length + after];
            random.nextBytes(bytes);
            System.arraycopy(written, 0, bytes, before, written.length);
            return new EncodedPage(
                    kind, values, new PageBytes(bytes, before, before + written.length));
        } catch (RuntimeException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Object value(
            PrimitiveType type, Random random, int bits, @Nullable Object last) {
        long number = random.nextLong() >> 64 - bits;
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> (number & 1) != 0;
            case INT32, FLOAT -> (int) number;
            case INT64, DOUBLE -> number;
            case INT96 -> bytes(random, 12, last);
            case FIXED_LEN_BYTE_ARRAY -> bytes(random, type.getTypeLength(), last);
            case BINARY -> bytes(random, random.nextInt(bits < 60 ? bits / 2 + 1 : 300), last);
        };
    }

    /// Random bytes of which the first may be those of the value before.
    private static ByteBuffer bytes(Random random, int length, @Nullable Object last) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        if (last instanceof ByteBuffer before && random.nextBoolean()) {
            int shared = Math.min(before.remaining(), random.nextInt(length + 1));
            before.duplicate().get(bytes, 0, shared);
        }
        return ByteBuffer.wrap(bytes);
    }

    private static ValuesWriter writer(Kind kind) {
        PrimitiveTypeName name = kind.type().getPrimitiveTypeName();
        int length = kind.type().getTypeLength();
        return switch (kind.encoding()) {
            case PLAIN ->
                    switch (name) {
                        case BOOLEAN -> new BooleanPlainValuesWriter();
                        case FIXED_LEN_BYTE_ARRAY ->
                                new FixedLenByteArrayPlainValuesWriter(
                                        length, CAPACITY, CAPACITY, HEAP);
                        case INT96 ->
                                new FixedLenByteArrayPlainValuesWriter(
                                        12, CAPACITY, CAPACITY, HEAP);
                        case INT32, INT64, FLOAT, DOUBLE, BINARY ->
                                new PlainValuesWriter(CAPACITY, CAPACITY, HEAP);
                    };
            case RLE -> new RunLengthBitPackingHybridValuesWriter(1, CAPACITY, CAPACITY, HEAP);
            case DELTA_BINARY_PACKED ->
                    name == PrimitiveTypeName.INT32
                            ? new DeltaBinaryPackingValuesWriterForInteger(CAPACITY, CAPACITY, HEAP)
                            : new DeltaBinaryPackingValuesWriterForLong(CAPACITY, CAPACITY, HEAP);
            case DELTA_LENGTH_BYTE_ARRAY ->
                    new DeltaLengthByteArrayValuesWriter(CAPACITY, CAPACITY, HEAP);
            case DELTA_BYTE_ARRAY -> new DeltaByteArrayWriter(CAPACITY, CAPACITY, HEAP);
            case BYTE_STREAM_SPLIT -> split(name, length);
            case BIT_PACKED, PLAIN_DICTIONARY, RLE_DICTIONARY -> throw new AssertionError(kind);
        };
    }

    private static ValuesWriter split(PrimitiveTypeName name, int length) {
        return switch (name) {
            case INT32 ->
                    new ByteStreamSplitValuesWriter.IntegerByteStreamSplitValuesWriter(
                            CAPACITY, CAPACITY, HEAP);
            case INT64 ->
                    new ByteStreamSplitValuesWriter.LongByteStreamSplitValuesWriter(
                            CAPACITY, CAPACITY, HEAP);
            case FLOAT ->
                    new ByteStreamSplitValuesWriter.FloatByteStreamSplitValuesWriter(
                            CAPACITY, CAPACITY, HEAP);
            case DOUBLE ->
                    new ByteStreamSplitValuesWriter.DoubleByteStreamSplitValuesWriter(
                            CAPACITY, CAPACITY, HEAP);
            case FIXED_LEN_BYTE_ARRAY ->
                    new ByteStreamSplitValuesWriter.FixedLenByteArrayByteStreamSplitValuesWriter(
                            length, CAPACITY, CAPACITY, HEAP);
            case BOOLEAN, BINARY, INT96 -> throw new AssertionError(name);
        };
    }

    private static void write(ValuesWriter writer, PrimitiveType type, Object value) {
        switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> writer.writeBoolean((Boolean) value);
            case INT32 -> writer.writeInteger((Integer) value);
            case INT64 -> writer.writeLong((Long) value);
            case FLOAT -> writer.writeFloat(Float.intBitsToFloat((Integer) value));
            case DOUBLE -> writer.writeDouble(Double.longBitsToDouble((Long) value));
            case INT96, FIXED_LEN_BYTE_ARRAY, BINARY ->
                    writer.writeBytes(Binary.fromConstantByteArray(((ByteBuffer) value).array()));
        }
    }

    /// The value `i` of `raw` as [#values] has it.
    static Object value(RawValues raw, int i) {
        return switch (raw.kind) {
            case BOOLEAN -> raw.booleans[i];
            case INT -> raw.ints[i];
            case LONG -> raw.longs[i];
            case FLOAT -> Float.floatToRawIntBits(raw.floats[i]);
            case DOUBLE -> Double.doubleToRawLongBits(raw.doubles[i]);
            case BYTES ->
                    ByteBuffer.wrap(raw.data, raw.offsets[i], raw.offsets[i + 1] - raw.offsets[i]);
        };
    }
}
