package dev.tarn.storage.parquet;

import java.util.concurrent.ArrayBlockingQueue;

/// Room for one decompressed page after the other. One thread.
///
/// Arrays go from reader to reader, as memory that was written a moment ago is faster than memory
/// that was not: at most [#MOST_KEPT] of [#MOST_BYTES] each wait for the next one.
final class PageBuffer implements AutoCloseable {
    /// Loops that read whole vectors stop this far before the end of an array.
    private static final int SLACK_BYTES = 64;

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_KEPT = 32;
    private static final ArrayBlockingQueue<byte[]> KEPT = new ArrayBlockingQueue<>(MOST_KEPT);
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;

    /// At least `lengthBytes`, of any content.
    byte[] room(int lengthBytes) {
        if (bytes.length < lengthBytes) {
            byte[] known = bytes == NONE ? KEPT.poll() : null;
            bytes =
                    known != null && known.length >= lengthBytes
                            ? known
                            : new byte[lengthBytes + SLACK_BYTES];
        }
        return bytes;
    }

    /// Gives the room to others: nobody may look at its pages any more.
    @Override
    public void close() {
        byte[] free = bytes;
        bytes = NONE;
        if (free != NONE && free.length <= MOST_BYTES) {
            KEPT.offer(free);
        }
    }
}
