package dev.tarn.storage.io.s3;

import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;

/// Writes an object from memory. What fits one part (and half of another, see
/// `s3.multipart.threshold`) is one put; more goes up in parts while it is written. The object
/// appears whole, when it is closed. A failure aborts the upload. One thread.
final class S3OutputStream extends PositionOutputStream {
    private static final int FIRST_BUFFER_BYTES = 64 * 1024;

    private final S3Writes writes;
    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int buffered;
    private int mostBuffered;
    private long position;
    private @Nullable S3Upload upload;
    private boolean closed;

    S3OutputStream(S3Writes writes) {
        this.writes = writes;
        this.mostBuffered = writes.thresholdBytes();
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("Already closed: " + writes.location());
        }
        int from = offset;
        int left = length;
        while (left > 0) {
            if (buffered == mostBuffered) {
                passOn();
            }
            if (buffered == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(mostBuffered, buffer.length * 2));
            }
            int count = Math.min(left, buffer.length - buffered);
            System.arraycopy(bytes, from, buffer, buffered, count);
            buffered += count;
            from += count;
            left -= count;
        }
        position += length;
    }

    /// Starts the upload with the first part, or goes on with the next.
    private void passOn() {
        try {
            S3Upload parts = upload;
            if (parts == null) {
                parts = S3Upload.start(writes);
                upload = parts;
                mostBuffered = writes.partBytes();
            }
            byte[] full = buffer;
            int count = Math.min(buffered, writes.partBytes());
            int over = buffered - count;
            buffer = parts.nextBuffer();
            System.arraycopy(full, count, buffer, 0, over);
            buffered = over;
            parts.send(full, count);
        } catch (RuntimeException e) {
            closed = true;
            abort(e);
            throw e;
        }
    }

    private void abort(RuntimeException why) {
        if (upload != null) {
            upload.abort(why);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            S3Upload parts = upload;
            if (parts == null) {
                writes.put(buffer, buffered);
                return;
            }
            if (buffered > 0) {
                parts.send(buffer, buffered);
            }
            parts.complete();
        } catch (RuntimeException e) {
            abort(e);
            throw e;
        } finally {
            buffer = new byte[0];
        }
    }
}
