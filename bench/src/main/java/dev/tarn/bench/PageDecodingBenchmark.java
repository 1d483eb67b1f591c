package dev.tarn.bench;

import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageValues;
import dev.tarn.storage.parquet.encoding.RawValues;
import dev.tarn.storage.parquet.format.Encoding;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;

import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ValuesType;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Nanoseconds a value for the encodings of Parquet on columns of TPC-H's lineitem: our decoders, a
/// batch at a time, beside parquet-java's readers, a value at a time as they go.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class PageDecodingBenchmark {
    /// Rows of a page as Iceberg's tables have them.
    private static final int ROW_COUNT = 20_000;

    private static final int BATCH = 2048;

    @Param({
        "INT32 PLAIN",
        "INT32 DELTA_BINARY_PACKED",
        "INT64 DELTA_BINARY_PACKED",
        "INT64 BYTE_STREAM_SPLIT",
        "DOUBLE PLAIN",
        "DOUBLE BYTE_STREAM_SPLIT",
        "BINARY PLAIN",
        "BINARY DELTA_LENGTH_BYTE_ARRAY",
        "BINARY DELTA_BYTE_ARRAY"
    })
    public String kind = "";

    private PrimitiveType type = Types.required(PrimitiveTypeName.INT32).named("column");
    private Encoding encoding = Encoding.PLAIN;
    private byte[] page = new byte[0];

    @Setup
    public void write() throws IOException {
        String[] names = kind.split(" ");
        PrimitiveTypeName name = PrimitiveTypeName.valueOf(names[0]);
        type = Types.required(name).named("column");
        encoding = Encoding.valueOf(names[1]);
        ValuesWriter writer = writer(name, encoding);
        int row = 0;
        for (LineItem item : new LineItemGenerator(0.01, 1, 1)) {
            if (row++ == ROW_COUNT) {
                break;
            }
            switch (name) {
                case INT32 -> writer.writeInteger(item.getShipDate());
                case INT64 -> writer.writeLong(item.getOrderKey());
                case DOUBLE -> writer.writeDouble(item.getExtendedPrice());
                default -> writer.writeBytes(Binary.fromString(item.getComment()));
            }
        }
        page = writer.getBytes().toByteArray();
        if (ours() != parquetJava()) {
            throw new IllegalStateException("The two readers disagree about " + kind);
        }
    }

    private static ValuesWriter writer(PrimitiveTypeName type, Encoding encoding) {
        int slab = 1 << 16;
        int most = 1 << 24;
        HeapByteBufferAllocator heap = new HeapByteBufferAllocator();
        return switch (encoding) {
            case DELTA_BINARY_PACKED ->
                    type == PrimitiveTypeName.INT32
                            ? new DeltaBinaryPackingValuesWriterForInteger(slab, most, heap)
                            : new DeltaBinaryPackingValuesWriterForLong(slab, most, heap);
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaLengthByteArrayValuesWriter(slab, most, heap);
            case DELTA_BYTE_ARRAY -> new DeltaByteArrayWriter(slab, most, heap);
            case BYTE_STREAM_SPLIT ->
                    type == PrimitiveTypeName.INT64
                            ? new ByteStreamSplitValuesWriter.LongByteStreamSplitValuesWriter(
                                    slab, most, heap)
                            : new ByteStreamSplitValuesWriter.DoubleByteStreamSplitValuesWriter(
                                    slab, most, heap);
            default -> new PlainValuesWriter(slab, most, heap);
        };
    }

    /// Returns the number of bytes that the values take.
    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public long ours() {
        PageValues values = PageValues.of(encoding, type, new PageBytes(page, 0, page.length));
        RawValues.Kind target = RawValues.Kind.of(type.getPrimitiveTypeName());
        long sum = 0;
        for (int row = 0; row < ROW_COUNT; row += BATCH) {
            int count = Math.min(BATCH, ROW_COUNT - row);
            RawValues batch = new RawValues(target, count);
            values.read(batch, count);
            sum += batch.vector(null).length();
        }
        return sum;
    }

    /// The same by parquet-java.
    @Benchmark
    @OperationsPerInvocation(ROW_COUNT)
    public long parquetJava() throws IOException {
        ColumnDescriptor column = new ColumnDescriptor(new String[] {"column"}, type, 0, 0);
        ValuesReader reader =
                org.apache.parquet.column.Encoding.valueOf(encoding.name())
                        .getValuesReader(column, ValuesType.VALUES);
        reader.initFromPage(ROW_COUNT, ByteBufferInputStream.wrap(ByteBuffer.wrap(page)));
        long sum = 0;
        for (int row = 0; row < ROW_COUNT; row += BATCH) {
            int count = Math.min(BATCH, ROW_COUNT - row);
            switch (type.getPrimitiveTypeName()) {
                case INT32 -> {
                    int[] batch = new int[count];
                    for (int i = 0; i < count; i++) {
                        batch[i] = reader.readInteger();
                    }
                    sum += batch.length;
                }
                case INT64 -> {
                    long[] batch = new long[count];
                    for (int i = 0; i < count; i++) {
                        batch[i] = reader.readLong();
                    }
                    sum += batch.length;
                }
                case DOUBLE -> {
                    double[] batch = new double[count];
                    for (int i = 0; i < count; i++) {
                        batch[i] = reader.readDouble();
                    }
                    sum += batch.length;
                }
                default -> {
                    Binary[] batch = new Binary[count];
                    for (int i = 0; i < count; i++) {
                        batch[i] = reader.readBytes();
                    }
                    sum += batch.length;
                }
            }
        }
        return sum;
    }
}
