package dev.tarn.storage.text;

import org.apache.iceberg.io.InputFile;

import java.util.ArrayList;
import java.util.List;

/// Cuts a plain JSON-lines file between records.
///
/// A closing brace, a line end and an opening brace, with nothing but blanks between, stand in that
/// order only between records: inside a value there is a comma, and a string holds no raw line end.
/// So a cut is found near each wanted place without reading the rest of the file. A file that is
/// one array, or is never so written, stays whole.
final class JsonSplits {
    private static final int BLOCK_BYTES = 64 << 10;

    private JsonSplits() {}

    static List<TextSplit> split(InputFile file, long targetBytes) {
        long length = file.getLength();
        if (TextCompression.of(file.location()) != TextCompression.NONE
                || length <= 2 * targetBytes) {
            return List.of(TextSplits.whole(file));
        }
        List<TextSplit> splits = new ArrayList<>();
        long start = 0;
        while (length - start > 2 * targetBytes) {
            long next = recordStart(file, start + targetBytes, length);
            if (next < 0) {
                break;
            }
            splits.add(new TextSplit(file, start, next, next - start));
            start = next;
        }
        splits.add(new TextSplit(file, start, length, length - start));
        return splits;
    }

    /// Where the first record behind `from` starts; -1 where none does.
    private static long recordStart(InputFile file, long from, long length) {
        byte[] block = new byte[BLOCK_BYTES];
        boolean closed = false;
        boolean lineEnded = false;
        try (TextInput input = TextInput.open(new TextSplit(file, from, length, 0))) {
            int count = input.read(block, 0, block.length);
            while (count > 0) {
                for (int at = 0; at < count; at++) {
                    byte value = block[at];
                    if (value == '{' && lineEnded) {
                        return input.offset() - count + at;
                    }
                    boolean lineEnd = value == '\n';
                    if (!lineEnd && value != ' ' && value != '\r' && value != '\t') {
                        closed = value == '}';
                        lineEnded = false;
                    } else if (lineEnd) {
                        lineEnded = closed;
                    }
                }
                count = input.read(block, 0, block.length);
            }
        }
        return -1;
    }
}
