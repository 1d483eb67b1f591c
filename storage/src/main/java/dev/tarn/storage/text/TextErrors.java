package dev.tarn.storage.text;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.io.InputFile;

import java.nio.charset.StandardCharsets;

/// Says which file, line, column and value an error is about.
///
/// Readers know byte offsets only; the line is counted when it is needed, by reading the file again
/// from its start.
record TextErrors(InputFile file, byte lineEnd) {
    private static final int SHOWN_BYTES = 200;

    /// An error `what` at `offset` of the unpacked file.
    StorageException at(long offset, String what) {
        return new StorageException(
                StorageException.Kind.BAD_VALUE,
                "%s, in %s line %d".formatted(what, file.location(), lineAt(offset)));
    }

    /// A value that is not of the type that its column is read as.
    StorageException badValue(long offset, String column, String type, String value) {
        return at(
                offset,
                ("Value '%s' of column %s is not %s (declare another type for the column, VARCHAR"
                     + " takes any text; where the type was inferred, raise sample_rows)")
                        .formatted(value, column, a(type)));
    }

    /// `type` with its article.
    static String a(String type) {
        return ("aeio".indexOf(type.charAt(0)) >= 0 ? "an " : "a ") + type;
    }

    /// The bytes as text for a message, cut where they are long.
    static String shown(byte[] data, int from, int to) {
        return shown(data, from, to, SHOWN_BYTES);
    }

    static String shown(byte[] data, int from, int to, int maxBytes) {
        int end = Math.min(to, from + maxBytes);
        String text = new String(data, from, end - from, StandardCharsets.UTF_8);
        return end < to ? text + "…" : text;
    }

    private long lineAt(long offset) {
        try (LineCount lines = new LineCount(file, lineEnd)) {
            return lines.lineAt(offset);
        }
    }
}
