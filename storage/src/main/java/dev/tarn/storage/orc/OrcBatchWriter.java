package dev.tarn.storage.orc;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.orc.ORC;
import org.apache.iceberg.orc.OrcRowWriter;
import org.apache.iceberg.orc.OrcValueWriter;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Writes batches to an ORC file: orc-core's column vectors are filled from ours, a column at a
/// time, and go to its writer when they are full.
///
/// Iceberg's appender has the table's properties (`write.orc.…`), splits and metrics; what it takes
/// for one row is here as many rows as its batch has room for. Memory: one stripe, which orc-core
/// bounds. One thread.
final class OrcBatchWriter implements BatchWriter {
    private final FileAppender<Rows> appender;
    private final String location;
    private long rowCount;
    private boolean closed;

    OrcBatchWriter(FileWriteRequest request) {
        this.location = request.file().location();
        this.appender =
                ORC.write(request.file())
                        .schema(request.schema())
                        .setAll(request.properties())
                        .metricsConfig(request.metrics())
                        .createWriterFunc((schema, stored) -> new Filling(schema))
                        .build();
    }

    /// Rows on their way: `next` is the first of `rows` that is not written yet.
    private static final class Rows {
        private final List<FlatVector> columns;
        private final int[] rows;
        private int next;

        Rows(List<FlatVector> columns, int[] rows) {
            this.columns = columns;
            this.rows = rows;
        }
    }

    private static final class Filling implements OrcRowWriter<Rows> {
        private final List<OrcColumn> columns;

        Filling(Schema schema) {
            this.columns = OrcColumn.all(schema.columns(), "");
        }

        @Override
        public void write(Rows source, VectorizedRowBatch target) {
            int at = target.size;
            int count = Math.min(source.rows.length - source.next, target.getMaxSize() - at);
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i)
                        .fill(
                                target.cols[i],
                                at,
                                source.columns.get(i),
                                source.rows,
                                source.next,
                                count);
            }
            target.size = at + count;
            source.next += count;
        }

        @Override
        public List<OrcValueWriter<?>> writers() {
            return List.of();
        }

        @Override
        public Stream<FieldMetrics<?>> metrics() {
            return columns.stream().flatMap(OrcColumn::metrics);
        }
    }

    @Override
    public void write(Batch batch) {
        int[] rows = new int[batch.selectedCount()];
        int[] selection = batch.selection();
        for (int i = 0; i < rows.length; i++) {
            rows[i] = selection == null ? i : selection[i];
        }
        List<FlatVector> columns =
                batch.columns().stream().<FlatVector>map(column -> column.flatten()).toList();
        Rows source = new Rows(columns, rows);
        try {
            while (source.next < rows.length) {
                appender.add(source);
            }
        } catch (UncheckedIOException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        }
        rowCount += rows.length;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    @Override
    public long lengthBytes() {
        return appender.length();
    }

    /// Not told by orc-core, which bounds all its writers together.
    @Override
    public long bufferedBytes() {
        return 0;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            appender.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private StorageException failure(IOException e) {
        return new StorageException(
                StorageException.Kind.IO,
                "Cannot write %s: %s".formatted(location, e.getMessage()),
                e);
    }

    @Override
    public Metrics metrics() {
        return appender.metrics();
    }

    @Override
    public List<Long> splitOffsets() {
        List<Long> offsets = appender.splitOffsets();
        return offsets == null ? List.of() : offsets;
    }
}
