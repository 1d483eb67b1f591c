package dev.tarn.storage.orc;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.IcebergValues;
import dev.tarn.storage.ScanCounters;

import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.CloseableIterator;
import org.apache.iceberg.orc.ORC;
import org.apache.iceberg.orc.OrcBatchReader;
import org.apache.iceberg.types.Types;
import org.apache.orc.TypeDescription;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Rows of an ORC file's stripes that start within a range. orc-core decodes them into its vectors,
/// which [OrcVectors] turns into ours. One thread.
final class OrcBatches implements BatchReader {
    private static final int MOST_ROWS = 8192;

    private final FileReadRequest request;
    private final CloseableIterator<Batch> batches;
    private final long length;
    private final @Nullable StripeCount stripes;

    /// Rows for `request`; what is skipped by its filter is counted in `counters`.
    OrcBatches(FileReadRequest request, ScanCounters counters) {
        this.request = request;
        OrcFilter filter = OrcFilter.of(request);
        this.length = request.file().getLength();
        ORC.ReadBuilder builder =
                OrcBuilders.read(request.file())
                        .project(filter.columns())
                        .recordsPerBatch(Math.min(MOST_ROWS, request.batchRowCount()))
                        .createBatchedReaderFunc(Converter::new);
        if (request.lengthBytes() < length) {
            builder.split(request.start(), request.lengthBytes());
        }
        if (request.mapping() != null) {
            builder.withNameMapping(request.mapping());
        }
        if (filter.skips()) {
            builder.filter(filter.filter());
        }
        this.stripes =
                filter.skips()
                        ? new StripeCount(OrcFiles.stripes(request.file()), request, counters)
                        : null;
        CloseableIterable<Batch> rows = builder.build();
        this.batches = rows.iterator();
    }

    /// Turns batches of orc-core's into ours, as soon as they are read: their arrays are reused.
    private final class Converter implements OrcBatchReader<Batch> {
        private final TypeDescription file;
        private long position;

        Converter(TypeDescription file) {
            this.file = file;
        }

        @Override
        public void setBatchContext(long batchOffsetInFile) {
            position = batchOffsetInFile;
        }

        @Override
        public Batch read(VectorizedRowBatch source) {
            if (stripes != null) {
                stripes.read(position, source.size);
            }
            List<Vector> columns = new ArrayList<>();
            int next = 0;
            for (Types.NestedField column : request.projection().columns()) {
                if (OrcFilter.isStored(column)) {
                    columns.add(inherited(column, storedColumn(source, next++, column)));
                } else if (MetadataColumns.isMetadataColumn(column.name())) {
                    columns.add(madeUp(column, source.size));
                } else {
                    columns.add(storedColumn(source, next++, column));
                }
            }
            return new Batch(columns, source.size);
        }

        private Vector storedColumn(VectorizedRowBatch source, int at, Types.NestedField column) {
            TypeDescription type = file.getChildren().get(at);
            String suffix = "_r" + column.fieldId();
            if (file.getFieldNames().get(at).endsWith(suffix) && !column.name().endsWith(suffix)) {
                boolean isConstant =
                        request.constants().containsKey(column.fieldId())
                                && !OrcFilter.isStored(column);
                Object value =
                        isConstant
                                ? request.constants().get(column.fieldId())
                                : column.initialDefault();
                return IcebergValues.repeat(column.type(), value, source.size);
            }
            return OrcVectors.convert(source.cols[at], type, column.type(), source.size);
        }

        /// `stored` with what rows without a value inherit from their file.
        private Vector inherited(Types.NestedField column, Vector stored) {
            Long first = request.firstRowId();
            if (first == null) {
                return stored;
            }
            if (column.fieldId() == MetadataColumns.ROW_ID.fieldId()) {
                return IcebergValues.inherited(stored, first + position, 1);
            }
            Long sequence = request.sequenceNumber();
            return sequence == null ? stored : IcebergValues.inherited(stored, sequence, 0);
        }

        private Vector madeUp(Types.NestedField column, int rowCount) {
            int id = column.fieldId();
            if (id == MetadataColumns.ROW_POSITION.fieldId()) {
                return new SequenceVector(position, 1, rowCount);
            }
            Object value =
                    id == MetadataColumns.IS_DELETED.fieldId()
                            ? Boolean.FALSE
                            : request.constants().get(id);
            return IcebergValues.repeat(column.type(), value, rowCount);
        }
    }

    @Override
    public @Nullable Batch next() {
        try {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                if (batch.rowCount() > 0) {
                    return batch;
                }
            }
            finish(true);
            return null;
        } catch (RuntimeException e) {
            throw OrcFiles.failure(request.file(), "its stripes", e);
        }
    }

    private void finish(boolean atEnd) {
        if (stripes != null) {
            stripes.finish(atEnd);
        }
    }

    @Override
    public long bytesRead() {
        return Math.min(length, request.lengthBytes());
    }

    @Override
    public void close() {
        finish(false);
        try {
            batches.close();
        } catch (IOException e) {
            throw OrcFiles.failure(request.file(), "closing", e);
        }
    }
}
