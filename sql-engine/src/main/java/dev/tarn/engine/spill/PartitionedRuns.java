package dev.tarn.engine.spill;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.memory.Reservation;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Spreads rows over runs by partition, all in one file. Rows are gathered until there are enough
/// for blocks of some size, or until memory is short. Owned by one driver.
public final class PartitionedRuns {
    private static final int LEAST_BYTES = SpillBuffers.ROW_BYTES / 2;

    private final SpillFile file;
    private final List<DataType> types;
    private final Reservation reservation;
    private final @Nullable RunWriter[] writers;
    private final List<Batch> gathered = new ArrayList<>();
    private final List<int[]> gatheredPartitions = new ArrayList<>();
    private int gatheredRows;
    private long gatheredBytes;

    /// Runs of rows of `types` in `file`, which nobody else begins runs in; what is gathered is
    /// reserved by `reservation`, which stays the caller's.
    public PartitionedRuns(
            SpillFile file, List<DataType> types, int partitionCount, Reservation reservation) {
        this.file = file;
        this.types = List.copyOf(types);
        this.reservation = reservation;
        this.writers = new @Nullable RunWriter[partitionCount];
    }

    /// Adds the rows of `batch`, which has no selection: row `i` to partition `partitions[i]`,
    /// which is borrowed.
    public void add(Batch batch, int[] partitions) {
        gathered.add(batch);
        gatheredPartitions.add(Arrays.copyOf(partitions, batch.rowCount()));
        gatheredRows += batch.rowCount();
        gatheredBytes += batch.sizeBytes() + 4L * batch.rowCount();
        long most = (long) SpillBuffers.BLOCK_BYTES * writers.length;
        boolean small = gatheredBytes <= LEAST_BYTES;
        if (!small && (gatheredBytes > most || !reservation.tryGrowIfSpare(2 * gatheredBytes))) {
            write();
        }
    }

    private void write() {
        int[] starts = new int[writers.length + 1];
        for (int[] partitions : gatheredPartitions) {
            for (int partition : partitions) {
                starts[partition + 1]++;
            }
        }
        for (int partition = 0; partition < writers.length; partition++) {
            starts[partition + 1] += starts[partition];
        }
        int[] from = new int[gatheredRows];
        int[] rows = new int[gatheredRows];
        int[] next = starts.clone();
        for (int batch = 0; batch < gathered.size(); batch++) {
            int[] partitions = gatheredPartitions.get(batch);
            for (int row = 0; row < partitions.length; row++) {
                int at = next[partitions[row]]++;
                from[at] = batch;
                rows[at] = row;
            }
        }
        for (int partition = 0; partition < writers.length; partition++) {
            if (starts[partition + 1] > starts[partition]) {
                write(partition, from, rows, starts[partition], starts[partition + 1]);
            }
        }
        gathered.clear();
        gatheredPartitions.clear();
        gatheredRows = 0;
        gatheredBytes = 0;
        reservation.resize(0);
    }

    private void write(int partition, int[] from, int[] rows, int start, int end) {
        int[] partFrom = Arrays.copyOfRange(from, start, end);
        int[] partRows = Arrays.copyOfRange(rows, start, end);
        List<Vector> columns = new ArrayList<>(types.size());
        for (int column = 0; column < types.size(); column++) {
            List<FlatVector> sources = new ArrayList<>(gathered.size());
            for (Batch batch : gathered) {
                sources.add(batch.column(column).flatten());
            }
            columns.add(Interleave.of(types.get(column), sources, partFrom, partRows, end - start));
        }
        RunWriter writer = writers[partition];
        if (writer == null) {
            writer = file.newRun(types);
            writers[partition] = writer;
        }
        writer.add(new Batch(columns, end - start));
    }

    /// The runs by partition, null where one has no rows; nothing is added afterwards.
    public List<@Nullable Run> finish() {
        write();
        file.seal();
        List<@Nullable Run> runs = new ArrayList<>(writers.length);
        for (RunWriter writer : writers) {
            runs.add(writer == null ? null : writer.finish());
        }
        return runs;
    }
}
