package dev.tarn.storage.orc;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.storage.AppendingWriter;
import dev.tarn.storage.FileWriteRequest;

import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.orc.OrcRowWriter;
import org.apache.iceberg.orc.OrcValueWriter;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

import java.util.List;
import java.util.stream.Stream;

/// Writes batches to an ORC file: orc-core's column vectors are filled from ours, a column at a
/// time, and go to its writer when they are full.
///
/// Iceberg's appender has the table's properties (`write.orc.…`), splits and metrics; what it takes
/// for one row is here as many rows as its batch has room for. Memory: one stripe, which orc-core
/// bounds. One thread.
final class OrcBatchWriter extends AppendingWriter<OrcBatchWriter.Rows> {

    OrcBatchWriter(FileWriteRequest request) {
        super(
                OrcBuilders.write(request.file())
                        .schema(checked(request.schema()))
                        .setAll(request.properties())
                        .metricsConfig(request.metrics())
                        .createWriterFunc((schema, stored) -> new Filling(schema))
                        .build(),
                request.file().location());
    }

    private static Schema checked(Schema schema) {
        OrcColumn.all(schema.columns(), "");
        return schema;
    }

    /// Rows on their way: `next` is the first of `rows` that is not written yet.
    static final class Rows {
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
        while (source.next < rows.length) {
            append(source);
        }
        addRows(rows.length);
    }
}
