package dev.tarn.server.trino;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.Session;
import dev.tarn.server.CannedQuery;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

@Timeout(30)
class ResultBufferTest {
    private static final int BATCHES = 50;

    /// Each batch is one segment in the spool, of which a page says little.
    private static final RowFormat SPOOLED =
            new SingleRows(() -> new RowFormat.Chunk(new byte[300], ResultBuffer.PAGE_BYTES));

    /// A format without anything around its chunks, which are always `chunk`.
    private record SingleRows(Supplier<Chunk> chunk) implements RowFormat {
        @Override
        public int chunkBytes() {
            return ResultBuffer.PAGE_BYTES;
        }

        @Override
        public boolean gathers() {
            return false;
        }

        @Override
        public Chunk chunk(ByteBuffer rows, long firstRow, int rowCount) {
            return chunk.get();
        }

        @Override
        public String opening() {
            return "";
        }

        @Override
        public String closing() {
            return "";
        }
    }

    @Test
    void segments_in_the_spool_hold_the_query_back() throws InterruptedException {
        CannedQuery query = query();
        ResultBuffer results = ResultBuffer.start(query, SPOOLED);
        int taken = 0;
        while (taken < BATCHES) {
            ResultBuffer.Part part = results.take(Duration.ofSeconds(20));
            assertThat(part.chunks()).hasSize(1);
            taken++;
            // Two are in the buffer, one waits for room.
            assertThat(query.pulledBatches()).isLessThanOrEqualTo(taken + 3);
        }
    }

    @Test
    void the_last_part_names_no_segment() throws InterruptedException {
        ResultBuffer results = ResultBuffer.start(query(), SPOOLED);
        ResultBuffer.Part part = results.take(Duration.ofSeconds(20));
        int taken = 0;
        while (!part.last()) {
            taken += part.chunks().size();
            part = results.take(Duration.ofSeconds(20));
        }
        assertThat(taken).isEqualTo(BATCHES);
        assertThat(part.chunks()).isEmpty();
    }

    @Test
    void errors_of_the_machine_end_the_result() throws InterruptedException {
        RowFormat broken =
                new SingleRows(() -> {
                    throw new OutOfMemoryError("no room for a segment");
                });
        ResultBuffer.Part part = ResultBuffer.start(query(), broken).take(Duration.ofSeconds(20));
        assertThat(part.last()).isTrue();
        assertThat(part.failure()).hasMessageContaining("no room for a segment");
    }

    private static CannedQuery query() {
        LongVector column = new LongVector(DataType.BIGINT, new long[] {1});
        Batch[] batches = new Batch[BATCHES];
        Arrays.fill(batches, new Batch(List.of(column), 1));
        return CannedQuery.of(
                "q_1",
                Session.of("ann", null, null),
                "SELECT",
                List.of(new DataType.Field("c", DataType.BIGINT)),
                batches);
    }
}
