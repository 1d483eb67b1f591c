package dev.tarn.server.trino;

import com.github.luben.zstd.Zstd;

import io.airlift.compress.v3.lz4.Lz4Compressor;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
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

    byte[] encode(byte[] json) {
        return switch (this) {
            case JSON -> json;
            case JSON_LZ4 -> lz4(json);
            case JSON_ZSTD -> Zstd.compress(json, ZSTD_LEVEL);
        };
    }

    private static byte[] lz4(byte[] json) {
        Lz4Compressor compressor = new Lz4JavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(json.length)];
        int length = compressor.compress(json, 0, json.length, target, 0, target.length);
        return Arrays.copyOf(target, length);
    }
}
