package dev.tarn.storage.parquet.encoding;

import com.github.luben.zstd.Zstd;

import dev.tarn.storage.StorageException;

import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Page compression without Hadoop's codecs: uncompressed, Snappy, gzip, zstd, LZ4 (raw, and read
/// only the deprecated framed one). Brotli and LZO are refused. Thread-safe.
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
            case LZ4, LZO, BROTLI -> throw refused(codec, "written");
        };
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW, LZ4 -> new Decompressor(codec);
            case LZO, BROTLI -> throw refused(codec, "read");
        };
    }

    private static StorageException refused(CompressionCodecName codec, String what) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "Pages compressed with %s cannot be %s; supported are UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW"
                        .formatted(codec, what));
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
                                new Lz4Compressor()
                                        .compress(bytes, 0, bytes.length, target, 0, target.length);
                        case GZIP -> {
                            target = gzip(bytes);
                            yield target.length;
                        }
                        case UNCOMPRESSED, LZ4, LZO, BROTLI -> throw refused(codec, "written");
                    };
            if (codec == CompressionCodecName.ZSTD && Zstd.isError(length)) {
                throw new IOException("zstd: " + Zstd.getErrorName(length));
            }
            return BytesInput.from(target, 0, length);
        }

        private int bound(int length) {
            return switch (codec) {
                case SNAPPY -> Snappy.maxCompressedLength(length);
                case ZSTD -> Math.toIntExact(Zstd.compressBound(length));
                case LZ4_RAW -> new Lz4Compressor().maxCompressedLength(length);
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

    /// Decompresses one page at a time into a fresh array of exactly the size that the page says.
    private record Decompressor(CompressionCodecName codec) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput page, int size) throws IOException {
            if (codec == CompressionCodecName.UNCOMPRESSED) {
                return page;
            }
            return BytesInput.from(decompress(page.toByteArray(), size));
        }

        private byte[] decompress(byte[] page, int size) throws IOException {
            if (size < 0) {
                throw new IOException("a page says that it has %d bytes".formatted(size));
            }
            byte[] target = new byte[size];
            if (size == 0) {
                return target;
            }
            long length =
                    switch (codec) {
                        case SNAPPY -> {
                            int real = Snappy.uncompressedLength(page, 0, page.length);
                            yield real == size
                                    ? Snappy.uncompress(page, 0, page.length, target, 0)
                                    : real;
                        }
                        case ZSTD -> {
                            long real = Zstd.decompress(target, page);
                            if (Zstd.isError(real)) {
                                throw new IOException("zstd: " + Zstd.getErrorName(real));
                            }
                            yield real;
                        }
                        case LZ4_RAW ->
                                new Lz4Decompressor()
                                        .decompress(page, 0, page.length, target, 0, size);
                        case LZ4 -> FramedLz4.decompress(page, target);
                        case GZIP -> gunzip(page, target);
                        case UNCOMPRESSED, LZO, BROTLI -> throw refused(codec, "read");
                    };
            if (length != size) {
                throw new IOException(
                        "a page holds %d bytes where its header says %d".formatted(length, size));
            }
            return target;
        }

        private static int gunzip(byte[] page, byte[] target) throws IOException {
            try (GZIPInputStream in =
                    new GZIPInputStream(new java.io.ByteArrayInputStream(page), 8192)) {
                return in.readNBytes(target, 0, target.length);
            }
        }

        @Override
        public void decompress(ByteBuffer in, int inSize, ByteBuffer out, int outSize)
                throws IOException {
            byte[] page = new byte[inSize];
            in.get(page);
            out.put(
                    codec == CompressionCodecName.UNCOMPRESSED
                            ? Arrays.copyOf(page, outSize)
                            : decompress(page, outSize));
        }

        @Override
        public void release() {}
    }
}
