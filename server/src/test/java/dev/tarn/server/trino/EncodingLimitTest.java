package dev.tarn.server.trino;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

@Timeout(30)
class EncodingLimitTest {
    @Test
    void a_segment_waits_while_others_are_encoded(@TempDir Path folder) throws Exception {
        try (Spool spool = new Spool(folder, Spool.LIMIT_BYTES)) {
            Segments segments =
                    new Segments(
                            Encoding.JSON_ZSTD, spool, "", new LastAccess(InstantSource.system()));
            ByteBuffer rows = ByteBuffer.wrap("[[1]]".getBytes(StandardCharsets.US_ASCII));
            FutureTask<RowFormat.Chunk> chunk = new FutureTask<>(() -> segments.chunk(rows, 0, 1));
            int others = Segments.ENCODINGS.drainPermits();
            try {
                Thread.ofVirtual().start(chunk);
                while (!Segments.ENCODINGS.hasQueuedThreads()) {
                    assertThat(chunk.isDone()).isFalse();
                    Thread.sleep(1);
                }
            } finally {
                Segments.ENCODINGS.release(others);
            }
            assertThat(chunk.get(20, TimeUnit.SECONDS).json()).isNotEmpty();
            assertThat(Segments.ENCODINGS.availablePermits()).isEqualTo(others);
        }
    }
}
