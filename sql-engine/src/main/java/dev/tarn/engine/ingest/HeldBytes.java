package dev.tarn.engine.ingest;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that requests hold which are being read or wait to be appended, up to a limit.
/// Thread-safe.
final class HeldBytes {
    private final AtomicLong held = new AtomicLong();
    private final long maxBytes;

    HeldBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Share share() {
        return new Share();
    }

    /// What one request holds, until it is closed. Owned by one thread.
    final class Share implements AutoCloseable {
        private long bytes;

        /// Takes `more`, before the memory is.
        ///
        /// @throws SqlException QUERY_QUEUE_FULL if others hold too much
        void add(long more) {
            if (held.addAndGet(more) > maxBytes) {
                held.addAndGet(-more);
                throw new SqlException(
                        ErrorCode.QUERY_QUEUE_FULL,
                        "Requests that bring rows hold %d bytes, the most that they may; send the rows again later"
                                .formatted(maxBytes));
            }
            bytes += more;
        }

        @Override
        public void close() {
            held.addAndGet(-bytes);
            bytes = 0;
        }
    }
}
