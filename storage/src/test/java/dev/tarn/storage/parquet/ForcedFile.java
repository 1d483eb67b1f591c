package dev.tarn.storage.parquet;

import dev.tarn.storage.parquet.write.ParquetCodecs;

import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.parquet.bytes.ByteBufferAllocator;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.bytestreamsplit.ByteStreamSplitValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForInteger;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.deltalengthbytearray.DeltaLengthByteArrayValuesWriter;
import org.apache.parquet.column.values.deltastrings.DeltaByteArrayWriter;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.column.values.plain.BooleanPlainValuesWriter;
import org.apache.parquet.column.values.plain.FixedLenByteArrayPlainValuesWriter;
import org.apache.parquet.column.values.plain.PlainValuesWriter;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridValuesWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.GroupWriter;
import org.apache.parquet.example.data.simple.NanoTime;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A file of random rows whose values parquet-java's writers had to put into one encoding: a
/// required column, an optional one, one within an optional struct, and a list.
record ForcedFile(
        PrimitiveTypeName type,
        Encoding encoding,
        CompressionCodecName codec,
        WriterVersion pages) {

    private static final ByteBufferAllocator HEAP = new HeapByteBufferAllocator();
    private static final int SLAB = 1 << 12;
    private static final int FIXED_LENGTH = 7;

    /// Every type in every encoding that can hold it.
    static List<ForcedFile> all(List<CompressionCodecName> codecs) {
        List<ForcedFile> files = new ArrayList<>();
        for (PrimitiveTypeName type : PrimitiveTypeName.values()) {
            for (Encoding encoding : encodings(type)) {
                for (CompressionCodecName codec : codecs) {
                    files.add(new ForcedFile(type, encoding, codec, WriterVersion.PARQUET_1_0));
                    files.add(new ForcedFile(type, encoding, codec, WriterVersion.PARQUET_2_0));
                }
            }
        }
        return files;
    }

    private static List<Encoding> encodings(PrimitiveTypeName type) {
        return switch (type) {
            case BOOLEAN -> List.of(Encoding.PLAIN, Encoding.RLE);
            case INT32, INT64 ->
                    List.of(
                            Encoding.PLAIN,
                            Encoding.RLE_DICTIONARY,
                            Encoding.DELTA_BINARY_PACKED,
                            Encoding.BYTE_STREAM_SPLIT);
            case FLOAT, DOUBLE ->
                    List.of(Encoding.PLAIN, Encoding.RLE_DICTIONARY, Encoding.BYTE_STREAM_SPLIT);
            case INT96 -> List.of(Encoding.PLAIN, Encoding.RLE_DICTIONARY);
            case BINARY ->
                    List.of(
                            Encoding.PLAIN,
                            Encoding.RLE_DICTIONARY,
                            Encoding.DELTA_LENGTH_BYTE_ARRAY,
                            Encoding.DELTA_BYTE_ARRAY);
            case FIXED_LEN_BYTE_ARRAY ->
                    List.of(
                            Encoding.PLAIN,
                            Encoding.RLE_DICTIONARY,
                            Encoding.DELTA_BYTE_ARRAY,
                            Encoding.BYTE_STREAM_SPLIT);
        };
    }

    private MessageType schema() {
        return Types.buildMessage()
                .required(type)
                .length(length())
                .named("r")
                .optional(type)
                .length(length())
                .named("o")
                .optionalGroup()
                .optional(type)
                .length(length())
                .named("i")
                .named("s")
                .optionalList()
                .optionalElement(type)
                .length(length())
                .named("l")
                .named("rows");
    }

    private int length() {
        return type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY ? FIXED_LENGTH : 0;
    }

    /// The file's bytes, with `rowCount` rows in one or two row groups of small pages. Half of them
    /// have checksums, without which damage gets as far as the decoders.
    InMemoryInputFile write(int rowCount, Random random) throws IOException {
        MessageType schema = schema();
        boolean checksums = random.nextBoolean();
        ParquetProperties properties =
                ParquetProperties.builder()
                        .withAllocator(HEAP)
                        .withWriterVersion(pages)
                        .withPageSize(512 + random.nextInt(8000))
                        .withDictionaryEncoding(encoding == Encoding.RLE_DICTIONARY)
                        .withMinRowCountForPageSizeCheck(20)
                        .withValuesWriterFactory(new Forced())
                        .build();
        InMemoryOutputFile file = new InMemoryOutputFile("forced.parquet");
        try (ParquetFileWriter writer =
                new ParquetFileWriter(
                        output(file),
                        schema,
                        ParquetFileWriter.Mode.CREATE,
                        1 << 20,
                        0,
                        64,
                        64,
                        checksums)) {
            writer.start();
            int first = random.nextBoolean() ? rowCount : 1 + random.nextInt(rowCount);
            rowGroup(writer, properties, checksums, first, random);
            if (first < rowCount) {
                rowGroup(writer, properties, checksums, rowCount - first, random);
            }
            writer.end(Map.of());
        }
        return new InMemoryInputFile("forced.parquet", file.toByteArray());
    }

    private void rowGroup(
            ParquetFileWriter writer,
            ParquetProperties properties,
            boolean checksums,
            int rowCount,
            Random random)
            throws IOException {
        MessageType schema = schema();
        ColumnChunkPageWriteStore store =
                new ColumnChunkPageWriteStore(
                        new ParquetCodecs().getCompressor(codec), schema, HEAP, 64, checksums);
        ColumnWriteStore columns = properties.newColumnWriteStore(schema, store, store);
        var consumer = new ColumnIOFactory().getColumnIO(schema).getRecordWriter(columns);
        GroupWriter rows = new GroupWriter(consumer, schema);
        int distinct = 1 + random.nextInt(random.nextBoolean() ? 5 : 3000);
        int nulls = random.nextInt(4);
        for (int row = 0; row < rowCount; row++) {
            rows.write(row(schema, distinct, nulls, random));
        }
        consumer.flush();
        columns.flush();
        writer.startBlock(rowCount);
        store.flushToFileWriter(writer);
        writer.endBlock();
    }

    private Group row(MessageType schema, int distinct, int nulls, Random random) {
        Group row = new SimpleGroup(schema);
        add(row, "r", distinct, random);
        if (random.nextInt(4) >= nulls) {
            add(row, "o", distinct, random);
        }
        if (random.nextInt(4) >= nulls) {
            Group struct = row.addGroup("s");
            if (random.nextInt(4) >= nulls) {
                add(struct, "i", distinct, random);
            }
        }
        if (random.nextInt(4) >= nulls) {
            Group list = row.addGroup("l");
            for (int i = random.nextInt(4); i > 0; i--) {
                Group element = list.addGroup("list");
                if (random.nextInt(4) >= nulls) {
                    add(element, "element", distinct, random);
                }
            }
        }
        return row;
    }

    private void add(Group group, String field, int distinct, Random random) {
        long number = random.nextInt(distinct) * 0x9e3779b97f4a7c15L >> random.nextInt(2) * 40;
        switch (type) {
            case BOOLEAN -> group.add(field, (number & 1) != 0);
            case INT32 -> group.add(field, (int) number);
            case INT64 -> group.add(field, number);
            case FLOAT -> group.add(field, Float.intBitsToFloat((int) number));
            case DOUBLE -> group.add(field, Double.longBitsToDouble(number));
            case INT96 ->
                    group.add(
                            field,
                            new NanoTime(
                                    (int) (2_440_588 + number % 20_000),
                                    Math.floorMod(number, 86_400_000_000_000L)));
            case BINARY -> group.add(field, bytes(number, (int) Math.floorMod(number, 30L)));
            case FIXED_LEN_BYTE_ARRAY -> group.add(field, bytes(number, FIXED_LENGTH));
        }
    }

    private static Binary bytes(long number, int length) {
        byte[] bytes = new byte[length];
        new Random(number).nextBytes(bytes);
        return Binary.fromConstantByteArray(bytes);
    }

    private static OutputFile output(InMemoryOutputFile file) {
        return new OutputFile() {
            @Override
            public PositionOutputStream create(long blockSizeHint) {
                org.apache.iceberg.io.PositionOutputStream out = file.create();
                return new DelegatingPositionOutputStream(out) {
                    @Override
                    public long getPos() throws IOException {
                        return out.getPos();
                    }
                };
            }

            @Override
            public PositionOutputStream createOrOverwrite(long blockSizeHint) {
                return create(blockSizeHint);
            }

            @Override
            public boolean supportsBlockSize() {
                return false;
            }

            @Override
            public long defaultBlockSize() {
                return 0;
            }

            @Override
            public String getPath() {
                return file.location();
            }
        };
    }

    /// The one encoding; dictionaries by parquet-java's own choice, which falls back when they
    /// grow.
    private final class Forced implements ValuesWriterFactory {
        private final DefaultV1ValuesWriterFactory dictionaries =
                new DefaultV1ValuesWriterFactory();

        @Override
        public void initialize(ParquetProperties properties) {
            dictionaries.initialize(properties);
        }

        @Override
        public ValuesWriter newValuesWriter(ColumnDescriptor column) {
            return switch (encoding) {
                case RLE_DICTIONARY -> dictionaries.newValuesWriter(column);
                case PLAIN -> plain();
                case RLE -> new RunLengthBitPackingHybridValuesWriter(1, SLAB, SLAB, HEAP);
                case DELTA_BINARY_PACKED ->
                        type == PrimitiveTypeName.INT32
                                ? new DeltaBinaryPackingValuesWriterForInteger(SLAB, SLAB, HEAP)
                                : new DeltaBinaryPackingValuesWriterForLong(SLAB, SLAB, HEAP);
                case DELTA_LENGTH_BYTE_ARRAY ->
                        new DeltaLengthByteArrayValuesWriter(SLAB, SLAB, HEAP);
                case DELTA_BYTE_ARRAY -> new DeltaByteArrayWriter(SLAB, SLAB, HEAP);
                case BYTE_STREAM_SPLIT -> split();
                case BIT_PACKED, PLAIN_DICTIONARY -> throw new AssertionError(encoding);
            };
        }

        private ValuesWriter plain() {
            return switch (type) {
                case BOOLEAN -> new BooleanPlainValuesWriter();
                case FIXED_LEN_BYTE_ARRAY ->
                        new FixedLenByteArrayPlainValuesWriter(FIXED_LENGTH, SLAB, SLAB, HEAP);
                case INT96 -> new FixedLenByteArrayPlainValuesWriter(12, SLAB, SLAB, HEAP);
                case INT32, INT64, FLOAT, DOUBLE, BINARY -> new PlainValuesWriter(SLAB, SLAB, HEAP);
            };
        }

        private ValuesWriter split() {
            return switch (type) {
                case INT32 ->
                        new ByteStreamSplitValuesWriter.IntegerByteStreamSplitValuesWriter(
                                SLAB, SLAB, HEAP);
                case INT64 ->
                        new ByteStreamSplitValuesWriter.LongByteStreamSplitValuesWriter(
                                SLAB, SLAB, HEAP);
                case FLOAT ->
                        new ByteStreamSplitValuesWriter.FloatByteStreamSplitValuesWriter(
                                SLAB, SLAB, HEAP);
                case DOUBLE ->
                        new ByteStreamSplitValuesWriter.DoubleByteStreamSplitValuesWriter(
                                SLAB, SLAB, HEAP);
                case FIXED_LEN_BYTE_ARRAY ->
                        new ByteStreamSplitValuesWriter
                                .FixedLenByteArrayByteStreamSplitValuesWriter(
                                FIXED_LENGTH, SLAB, SLAB, HEAP);
                case BOOLEAN, BINARY, INT96 -> throw new AssertionError(type);
            };
        }
    }
}
