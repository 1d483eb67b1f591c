package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.encoding.PageBytes;
import dev.tarn.storage.parquet.encoding.PageDecompression;
import dev.tarn.storage.parquet.format.BloomFilter;
import dev.tarn.storage.parquet.format.ColumnChunk;
import dev.tarn.storage.parquet.format.ColumnIndex;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.format.OffsetIndex;
import dev.tarn.storage.parquet.format.PageHeader;
import dev.tarn.storage.parquet.format.RowGroup;
import dev.tarn.storage.parquet.format.SchemaNode;

import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A Parquet file in memory, written by parquet-java, and its parts.
final class TestFile implements ChunkParts {
    final byte[] bytes;
    final Footer footer;
    int dictionariesRead;
    int bloomFiltersRead;
    int indexesRead;

    TestFile(byte[] bytes) {
        this.bytes = bytes;
        int end = bytes.length - Footer.TAIL_BYTES;
        int length = Footer.lengthBytes(bytes, bytes.length, bytes.length);
        this.footer = Footer.read(bytes, end - length, end, bytes.length);
    }

    static TestFile write(
            MessageType schema, List<Group> rows, Consumer<ExampleParquetWriter.Builder> options)
            throws IOException {
        Output output = new Output();
        ExampleParquetWriter.Builder builder =
                ExampleParquetWriter.builder(output)
                        .withType(schema)
                        .withConf(new PlainParquetConfiguration());
        options.accept(builder);
        try (ParquetWriter<Group> writer = builder.build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return new TestFile(output.bytes.toByteArray());
    }

    /// All fields by their ids.
    FileColumns columns() {
        Map<Integer, SchemaNode> nodes = new HashMap<>();
        footer.schema().children().forEach(child -> collect(child, nodes));
        return new FileColumns(nodes, Map.of());
    }

    private static void collect(SchemaNode node, Map<Integer, SchemaNode> nodes) {
        Integer id = node.element().fieldId();
        if (id != null) {
            nodes.put(id, node);
        }
        node.children().forEach(child -> collect(child, nodes));
    }

    @Override
    public @Nullable Entries dictionary(RowGroup rowGroup, int leaf, ColumnChunk chunk)
            throws IOException {
        dictionariesRead++;
        int at = (int) chunk.startOffset();
        PageHeader header = PageHeader.read(bytes, at, bytes.length);
        if (!(header.content() instanceof PageHeader.Dictionary entries)) {
            return null;
        }
        PageBytes plain =
                PageDecompression.decompress(
                        chunk.codec(),
                        new PageBytes(bytes, at, bytes.length)
                                .skip(header.headerBytes())
                                .first(header.compressedBytes()),
                        header.uncompressedBytes(),
                        byte[]::new);
        return new Entries(plain.bytes(), plain.start(), plain.end(), entries.valueCount());
    }

    @Override
    public BloomFilter bloomFilter(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
        bloomFiltersRead++;
        return BloomFilter.read(bytes, (int) chunk.bloomFilterOffset(), bytes.length);
    }

    @Override
    public PageIndex pageIndex(RowGroup rowGroup, int leaf, ColumnChunk chunk) {
        indexesRead++;
        int offsets = (int) chunk.offsetIndexOffset();
        int bounds = (int) chunk.columnIndexOffset();
        return new PageIndex(
                OffsetIndex.read(
                        bytes,
                        offsets,
                        offsets + chunk.offsetIndexBytes(),
                        rowGroup.rowCount(),
                        bytes.length),
                ColumnIndex.read(bytes, bounds, bounds + chunk.columnIndexBytes()));
    }

    /// The same file read by parquet-java.
    ParquetFileReader open() throws IOException {
        return ParquetFileReader.open(new Input(bytes));
    }

    private record Input(byte[] bytes) implements InputFile {
        @Override
        public long getLength() {
            return bytes.length;
        }

        @Override
        public SeekableInputStream newStream() {
            Bytes stream = new Bytes(bytes);
            return new DelegatingSeekableInputStream(stream) {
                @Override
                public long getPos() {
                    return stream.position();
                }

                @Override
                public void seek(long position) {
                    stream.position((int) position);
                }
            };
        }
    }

    private static final class Bytes extends ByteArrayInputStream {
        Bytes(byte[] bytes) {
            super(bytes);
        }

        int position() {
            return pos;
        }

        void position(int position) {
            pos = position;
        }
    }

    private static final class Output implements OutputFile {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                @Override
                public long getPos() {
                    return bytes.size();
                }

                @Override
                public void write(int value) {
                    bytes.write(value);
                }

                @Override
                public void write(byte[] data, int offset, int length) {
                    bytes.write(data, offset, length);
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
    }
}
