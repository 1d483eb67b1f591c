package dev.tarn.catalog.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.metrics.MetricsReport;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class MetricsQueueTest {
    private static final MetricsQueue.Report REPORT =
            new MetricsQueue.Report(TableIdentifier.of("ns", "t"), new MetricsReport() {});

    @Test
    void fullQueueDropsReportsInsteadOfBlockingTheCaller() {
        CountDownLatch stuck = new CountDownLatch(1);
        try (MetricsQueue queue =
                new MetricsQueue(_ -> {
                    try {
                        stuck.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })) {
            for (int i = 0; i < 3_000; i++) {
                queue.offer(REPORT);
            }
            assertThat(queue.droppedCount()).isBetween(1_900L, 2_000L);
        }
    }

    @Test
    void sinkThatThrowsDoesNotStopTheQueue() {
        AtomicInteger seen = new AtomicInteger();
        try (MetricsQueue queue =
                new MetricsQueue(_ -> {
                    if (seen.incrementAndGet() == 1) {
                        throw new IllegalStateException("once");
                    }
                })) {
            queue.offer(REPORT);
            queue.offer(REPORT);
            await().until(() -> seen.get() == 2);
        }
    }
}
