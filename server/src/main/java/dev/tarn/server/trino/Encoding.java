package dev.tarn.server.trino;

import com.github.luben.zstd.Zstd;

import io.airlift.compress.v3.lz4.Lz4Compressor;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/// How the rows of a segment are encoded; clients name what they take in
/// `X-Trino-Query-Data-Encoding`, best first. LZ4 is one raw block, zstd one frame.
enum Encoding {
    JSON("json"),
    JSON_LZ4("json+lz4"),
    JSON_ZSTD("json+zstd");

    private static final int ZSTD_LEVEL = 3;

    private final String spelling;

    Encoding(String spelling) {
        this.spelling = spelling;
    }

    /// As the protocol has it.
    String spelling() {
        return spelling;
    }

    /// The first of `lines`, which are lists with commas, that we have; null where there is none,
    /// and rows go without segments.
    static @Nullable Encoding accepted(List<String> lines) {
        for (String line : lines) {
            for (String name : line.split(",")) {
                for (Encoding encoding : values()) {
                    if (encoding.spelling.equalsIgnoreCase(name.strip())) {
                        return encoding;
                    }
                }
            }
        }
        return null;
    }

    /// Whether what [#encode] gives must be decompressed.
    boolean compresses() {
        return this != JSON;
    }

    /// @param json a whole array's first bytes
    /// @return the same for [#JSON], else another, at most some bytes longer
    ByteBuffer encode(ByteBuffer json) {
        return switch (this) {
            case JSON -> json;
            case JSON_LZ4 -> lz4(json.array(), json.limit());
            case JSON_ZSTD -> zstd(json.array(), json.limit());
        };
    }

    private static ByteBuffer lz4(byte[] json, int length) {
        Lz4Compressor compressor = new Lz4JavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(length)];
        int encoded = compressor.compress(json, 0, length, target, 0, target.length);
        return ByteBuffer.wrap(target, 0, encoded);
    }

    private static ByteBuffer zstd(byte[] json, int length) {
        byte[] target = new byte[Math.toIntExact(Zstd.compressBound(length))];
        long encoded =
                Zstd.compressByteArray(target, 0, target.length, json, 0, length, ZSTD_LEVEL);
        if (Zstd.isError(encoded)) {
            throw new IllegalStateException("zstd: " + Zstd.getErrorName(encoded));
        }
        return ByteBuffer.wrap(target, 0, Math.toIntExact(encoded));
    }
}
