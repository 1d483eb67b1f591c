package dev.tarn.engine.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.memory.MemoryPool;
import dev.tarn.engine.memory.QueryMemory;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class ResultSinkTest {
    private static final int ROWS = 100;

    private static Batch batch() {
        return new Batch(List.of(new LongVector(DataType.BIGINT, new long[ROWS])), ROWS);
    }

    @Test
    void drivers_wait_while_memory_is_refused_for_what_is_queued() throws Exception {
        long bytes = batch().sizeBytes();
        // A quarter is left to operators.
        QueryMemory memory = new MemoryPool(4 * bytes).openQuery(4 * bytes);
        AtomicInteger woken = new AtomicInteger();
        try (var others = memory.open("others");
                ResultSink sink = new ResultSink(memory.open("result queue"))) {
            others.resize(bytes);
            Sink.Local driver = sink.open();
            for (int i = 0; i < 2; i++) {
                assertThat(driver.isReady(woken::incrementAndGet)).isTrue();
                driver.accept(batch());
            }
            assertThat(driver.isReady(woken::incrementAndGet)).isTrue();

            // Let in before, its batch is taken though there is no memory for it.
            driver.accept(batch());
            assertThat(driver.isReady(woken::incrementAndGet)).isFalse();
            assertThat(memory.usedBytes()).isEqualTo(3 * bytes);

            assertThat(sink.next()).isNotNull();
            assertThat(woken).hasValue(1);
            assertThat(driver.isReady(woken::incrementAndGet)).isTrue();
            assertThat(memory.usedBytes()).isEqualTo(3 * bytes);
            sink.end();
            assertThat(sink.next()).isNotNull();
            assertThat(sink.next()).isNotNull();
            assertThat(sink.next()).isNull();
            assertThat(memory.usedBytes()).isEqualTo(bytes);
        }
    }

    @Test
    void a_batch_that_does_not_fit_by_itself_is_refused() {
        QueryMemory memory = new MemoryPool(batch().sizeBytes() - 1).openQuery(Long.MAX_VALUE);
        try (ResultSink sink = new ResultSink(memory.open("result queue"))) {
            Sink.Local driver = sink.open();
            assertThatThrownBy(() -> driver.accept(batch()))
                    .isInstanceOf(SqlException.class)
                    .hasMessageContaining("result queue");
        }
    }
}
