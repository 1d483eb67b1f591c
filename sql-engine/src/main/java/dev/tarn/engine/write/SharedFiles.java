package dev.tarn.engine.write;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Closing;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.storage.table.PartitionRouter;
import dev.tarn.storage.table.TableWriter;

import org.apache.iceberg.PartitionSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Files of a few writers, as many as there are workers, which all drivers of a table write share:
/// rows of one partition go to the same writer, so that a small partition has one file and not one
/// of each driver. Where a partition has many rows, a further writer takes some of them for each
/// [#SPREAD_BYTES], so that one that has nearly all rows is written by all workers. Thread-safe; a
/// driver waits where another is writing to the writer that its rows go to.
final class SharedFiles implements CommonFiles {
    /// Bytes of a partition's rows, as they are in memory, for which there is one writer.
    private static final long SPREAD_BYTES = 64L << 20;

    /// Partitions whose bytes are counted; some of more are counted together.
    private static final int COUNTED_PARTITIONS = 1 << 12;

    private final PartitionSpec spec;
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicLongArray partitionBytes = new AtomicLongArray(COUNTED_PARTITIONS);
    private final AtomicInteger driverCount = new AtomicInteger();

    private record Lane(OwnFiles files, ReentrantLock lock) {}

    SharedFiles(QueryContext query, Supplier<TableWriter> writers, PartitionSpec spec) {
        this.spec = spec;
        for (int lane = 0; lane < query.config().workerCount(); lane++) {
            lanes.add(new Lane(new OwnFiles(query, writers), new ReentrantLock()));
        }
    }

    @Override
    public int pieceCount() {
        return lanes.size();
    }

    /// Completes the files of one writer.
    @Override
    public void complete(int lane) {
        lanes.get(lane).files().complete();
    }

    @Override
    public void close() {
        Closing.closeAll(lanes.stream().map(Lane::files).toList());
    }

    @Override
    public RowFiles open() {
        return new Routed(new PartitionRouter(spec), driverCount.getAndIncrement());
    }

    private Lane lane(PartitionRouter.Share share, int driver) {
        int partition = share.partition().hashCode();
        Batch rows = share.rows();
        long bytes = rows.sizeBytes() * rows.selectedCount() / rows.rowCount();
        int counted = Math.floorMod(partition, COUNTED_PARTITIONS);
        long before = partitionBytes.getAndAdd(counted, bytes);
        int spread = (int) Math.min(lanes.size(), 1 + before / SPREAD_BYTES);
        return lanes.get(Math.floorMod(partition + driver % spread, lanes.size()));
    }

    private final class Routed implements RowFiles {
        private final PartitionRouter router;
        private final int driver;

        Routed(PartitionRouter router, int driver) {
            this.router = router;
            this.driver = driver;
        }

        /// Writes first what no other driver is in the way of.
        @Override
        public void write(Batch batch) {
            List<Runnable> waiting = new ArrayList<>();
            for (PartitionRouter.Share share : router.route(batch)) {
                Lane lane = lane(share, driver);
                if (lane.lock().tryLock()) {
                    write(lane, share);
                } else {
                    waiting.add(() -> {
                        lane.lock().lock();
                        write(lane, share);
                    });
                }
            }
            waiting.forEach(Runnable::run);
        }

        private void write(Lane lane, PartitionRouter.Share share) {
            try {
                lane.files().writer(share.rows()).write(share);
            } finally {
                lane.lock().unlock();
            }
        }

        @Override
        public void complete() {}

        @Override
        public void close() {}
    }
}
