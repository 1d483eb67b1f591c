package dev.tarn.storage.text;

import java.io.Closeable;

/// The lines of a split that are not blank, as ranges of a buffer. Owned by one thread.
final class JsonLines implements Closeable {
    /// A longer line is an error.
    static final int MAX_LINE_BYTES = 64 << 20;

    private static final int BUFFER_BYTES = 512 << 10;

    private final TextErrors errors;
    private final TextInput input;
    private byte[] data = new byte[BUFFER_BYTES];
    private int limit;

    /// Of the line that [#next] found, without its end.
    private int start;

    private int end;

    JsonLines(TextSplit split) {
        this.errors = new TextErrors(split.file(), (byte) '\n');
        this.input = TextInput.open(split);
        this.end = -1;
    }

    /// Goes to the next line that is not blank; false at the end.
    boolean next() {
        do {
            if (!advance()) {
                return false;
            }
        } while (isBlank());
        return true;
    }

    private boolean advance() {
        start = end + 1;
        int at = start;
        while (true) {
            while (at < limit && data[at] != '\n') {
                at++;
            }
            if (at < limit) {
                end = at;
                return true;
            }
            int seen = at - start;
            if (!refill()) {
                end = limit;
                return start < limit;
            }
            at = start + seen;
        }
    }

    /// Reads more behind the line that has begun; false at the end of the split.
    private boolean refill() {
        int kept = Math.max(0, limit - start);
        if (kept > MAX_LINE_BYTES) {
            throw errors.at(offset(), "Line is longer than %d bytes".formatted(MAX_LINE_BYTES));
        }
        byte[] target = kept > data.length / 2 ? new byte[2 * data.length] : data;
        System.arraycopy(data, Math.min(start, limit), target, 0, kept);
        data = target;
        start = 0;
        limit = kept;
        int count = input.read(data, limit, data.length - limit);
        limit += Math.max(0, count);
        return count >= 0;
    }

    private boolean isBlank() {
        for (int at = start; at < end; at++) {
            if (data[at] != ' ' && data[at] != '\t' && data[at] != '\r') {
                return false;
            }
        }
        return true;
    }

    byte[] data() {
        return data;
    }

    int start() {
        return start;
    }

    int length() {
        return end - start;
    }

    /// Where the line starts in the unpacked file.
    long offset() {
        return input.offset() - (limit - start);
    }

    TextErrors errors() {
        return errors;
    }

    long storedBytesRead() {
        return input.storedBytesRead();
    }

    @Override
    public void close() {
        input.close();
    }
}
