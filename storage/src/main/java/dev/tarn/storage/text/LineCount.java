package dev.tarn.storage.text;

import org.apache.iceberg.io.InputFile;

import java.io.Closeable;

/// Which lines the bytes of a file are on, asked for in the order of their offsets. One thread.
final class LineCount implements Closeable {
    private static final int BLOCK_BYTES = 1 << 20;

    private final InputFile file;
    private final byte lineEnd;
    private final TextInput input;
    private final byte[] block = new byte[BLOCK_BYTES];

    /// Of the block: its bytes, how many of them are counted, where it starts in the file.
    private int count;

    private int at;
    private long start;
    private long line = 1;

    LineCount(InputFile file, byte lineEnd) {
        this.file = file;
        this.lineEnd = lineEnd;
        this.input = TextInput.open(file);
    }

    InputFile file() {
        return file;
    }

    /// The line, from 1, of the byte at `offset` of the unpacked file, or the last line where the
    /// file ends before.
    long lineAt(long offset) {
        while (true) {
            int end = (int) Math.min(count, offset - start);
            for (; at < end; at++) {
                line += block[at] == lineEnd ? 1 : 0;
            }
            if (start + count >= offset) {
                return line;
            }
            int read = input.read(block, 0, block.length);
            if (read < 0) {
                return line;
            }
            start = input.offset() - read;
            count = read;
            at = 0;
        }
    }

    @Override
    public void close() {
        input.close();
    }
}
