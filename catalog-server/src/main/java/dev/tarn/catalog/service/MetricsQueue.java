package dev.tarn.catalog.service;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.metrics.MetricsReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Takes scan and commit reports off the request path: a bounded queue, one virtual thread, and a
/// count of what did not fit. Clients send one report for each scan, so nothing here may block
/// them.
public final class MetricsQueue implements AutoCloseable {
    /// One report of one client.
    public record Report(TableIdentifier table, MetricsReport report) {}

    private static final Logger LOG = LoggerFactory.getLogger(MetricsQueue.class);
    private static final int CAPACITY = 1_024;

    private final ArrayBlockingQueue<Report> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong droppedCount = new AtomicLong();
    private final Consumer<Report> sink;
    private final Thread drainer;

    /// @param sink called by one thread; what it throws is logged
    public MetricsQueue(Consumer<Report> sink) {
        this.sink = sink;
        this.drainer = Thread.ofVirtual().name("catalog-metrics").start(this::drain);
    }

    /// Queues the report, or drops it when the queue is full. Never blocks.
    public void offer(Report report) {
        if (!queue.offer(report)) {
            droppedCount.incrementAndGet();
        }
    }

    public long droppedCount() {
        return droppedCount.get();
    }

    private void drain() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                sink.accept(queue.take());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("A metrics report could not be kept", e);
            }
        }
    }

    @Override
    public void close() {
        drainer.interrupt();
    }
}
