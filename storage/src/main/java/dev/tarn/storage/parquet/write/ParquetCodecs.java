package dev.tarn.storage.parquet.write;

import com.github.luben.zstd.Zstd;

import dev.tarn.storage.StorageException;

import io.airlift.compress.v3.lz4.Lz4Compressor;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4NativeCompressor;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compression of pages for parquet-java's writers, without Hadoop's codecs: none, Snappy, gzip,
/// zstd, LZ4 (raw). Others are refused. Thread-safe.
public final class ParquetCodecs implements CompressionCodecFactory {
    private static final int ZSTD_DEFAULT_LEVEL = 3;

    private final int level;

    /// `level` is that of zstd and gzip; below 0 means the codec's default.
    public ParquetCodecs(int level) {
        this.level = level;
    }

    public ParquetCodecs() {
        this(-1);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> new Compressor(codec, level);
            case LZ4, LZO, BROTLI -> throw refused(codec);
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("Pages are read by `parquet.encoding`");
    }

    private static StorageException refused(CompressionCodecName codec) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "Pages compressed with %s cannot be written; supported are UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW"
                        .formatted(codec));
    }

    @Override
    public void release() {}

    /// Compresses one page at a time into a fresh array.
    private record Compressor(CompressionCodecName codec, int level)
            implements BytesInputCompressor {
        @Override
        public BytesInput compress(BytesInput page) throws IOException {
            if (codec == CompressionCodecName.UNCOMPRESSED) {
                return page;
            }
            byte[] bytes = page.toByteArray();
            byte[] target = new byte[bound(bytes.length)];
            int length =
                    switch (codec) {
                        case SNAPPY -> Snappy.compress(bytes, 0, bytes.length, target, 0);
                        case ZSTD ->
                                Math.toIntExact(
                                        Zstd.compress(
                                                target,
                                                bytes,
                                                level < 0 ? ZSTD_DEFAULT_LEVEL : level));
                        case LZ4_RAW ->
                                lz4().compress(bytes, 0, bytes.length, target, 0, target.length);
                        case GZIP -> {
                            target = gzip(bytes);
                            yield target.length;
                        }
                        case UNCOMPRESSED, LZ4, LZO, BROTLI -> throw refused(codec);
                    };
            if (codec == CompressionCodecName.ZSTD && Zstd.isError(length)) {
                throw new IOException("zstd: " + Zstd.getErrorName(length));
            }
            return BytesInput.from(target, 0, length);
        }

        private static Lz4Compressor lz4() {
            return Lz4NativeCompressor.isEnabled()
                    ? new Lz4NativeCompressor()
                    : new Lz4JavaCompressor();
        }

        private int bound(int length) {
            return switch (codec) {
                case SNAPPY -> Snappy.maxCompressedLength(length);
                case ZSTD -> Math.toIntExact(Zstd.compressBound(length));
                case LZ4_RAW -> lz4().maxCompressedLength(length);
                case UNCOMPRESSED, GZIP, LZ4, LZO, BROTLI -> 0;
            };
        }

        private byte[] gzip(byte[] bytes) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
            int wanted = level < 0 ? Deflater.DEFAULT_COMPRESSION : level;
            try (GZIPOutputStream gzip =
                    new GZIPOutputStream(out) {
                        {
                            def.setLevel(wanted);
                        }
                    }) {
                gzip.write(bytes);
            }
            return out.toByteArray();
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {}
    }
}
