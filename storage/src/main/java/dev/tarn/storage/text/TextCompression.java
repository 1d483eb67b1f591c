package dev.tarn.storage.text;

import com.github.luben.zstd.ZstdInputStream;

import dev.tarn.storage.StorageException;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// How a text file is packed, told by its suffix.
enum TextCompression {
    NONE,
    GZIP,
    ZSTD;

    private static final int GZIP_BUFFER_BYTES = 64 << 10;

    /// The compression of the file at `location`.
    ///
    /// @throws StorageException UNSUPPORTED for a suffix that names another compression
    static TextCompression of(String location) {
        String name = location.toLowerCase(Locale.ROOT);
        if (name.endsWith(".gz") || name.endsWith(".gzip")) {
            return GZIP;
        }
        if (name.endsWith(".zst") || name.endsWith(".zstd")) {
            return ZSTD;
        }
        if (name.matches(".*\\.(bz2|xz|lz4|lzo|snappy|zip|br|z|7z)")) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Cannot read %s: text files may be plain, .gz or .zst".formatted(location));
        }
        return NONE;
    }

    /// `location` without the suffix of its compression.
    static String withoutSuffix(String location) {
        return of(location) == NONE ? location : location.substring(0, location.lastIndexOf('.'));
    }

    InputStream unpack(InputStream stream) throws IOException {
        return switch (this) {
            case NONE -> stream;
            case GZIP -> new GZIPInputStream(stream, GZIP_BUFFER_BYTES);
            case ZSTD -> new ZstdInputStream(stream);
        };
    }
}
