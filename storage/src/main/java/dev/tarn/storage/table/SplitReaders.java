package dev.tarn.storage.table;

import dev.tarn.storage.BatchPieces;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.delete.DeleteFileLoader;
import dev.tarn.storage.delete.DeleteFilter;
import dev.tarn.storage.file.FileReaders;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.InclusiveMetricsEvaluator;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens the splits of one scan: reads the file in the form that the projection asks for, with the
/// constants that its partition gives. Thread-safe.
final class SplitReaders {
    private final ScanRequest request;
    private final Schema filterSchema;
    private final RowSieves.Filters filters;
    private final @Nullable NameMapping mapping;
    private final DeleteFileLoader deletes;
    private final Map<Integer, Types.NestedField> columnsById;

    /// Readers for `request`, whose splits have residuals over the columns of `filterSchema`.
    SplitReaders(ScanRequest request, Schema filterSchema) {
        this.request = request;
        this.filters =
                new RowSieves.Filters(request.rowFilter(), request.counters(), request.lends());
        this.filterSchema = filterSchema;
        String json = request.table().properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        this.deletes = new DeleteFileLoader(request.table().io());
        this.columnsById = columnsById(request.table());
        this.mapping = json == null ? null : NameMappingParser.fromJson(json);
    }

    ScanCounters counters() {
        return request.counters();
    }

    PieceReader open(Split split) {
        FileScanTask task = split.task();
        FileFormat format = task.file().format();
        if (isRuledOut(task.file())) {
            request.counters().skippedFiles.increment();
            return BatchPieces.none();
        }
        int columnCount = request.outputCount();
        if (task.deletes().isEmpty()) {
            return FileReaders.pieces(
                    format,
                    fileRequest(task, request.projection()),
                    new RowSieves(List.of(), filters, columnCount));
        }
        DeleteFilter deleted =
                DeleteFilter.of(
                        task.deletes(),
                        task.file().location(),
                        request.projection(),
                        columnsById,
                        deletes);
        return FileReaders.pieces(
                format,
                fileRequest(task, deleted.requiredSchema()),
                new RowSieves(deleted.conjuncts(), filters, columnCount));
    }

    /// Whether what is known by now leaves out the whole file.
    private boolean isRuledOut(DataFile file) {
        Expression known = request.live().current();
        return known.op() != Expression.Operation.TRUE
                && !new InclusiveMetricsEvaluator(request.projection(), known).eval(file);
    }

    /// Columns by id, those of the current schema before those that older schemas had.
    private static Map<Integer, Types.NestedField> columnsById(Table table) {
        Map<Integer, Types.NestedField> columns = new HashMap<>();
        for (Types.NestedField column : table.schema().columns()) {
            columns.put(column.fieldId(), column);
        }
        for (Schema schema : table.schemas().values()) {
            for (Types.NestedField column : schema.columns()) {
                columns.putIfAbsent(column.fieldId(), column);
            }
        }
        return columns;
    }

    /// What reads `columns` of the file of `task`.
    FileReadRequest fileRequest(FileScanTask task, Schema columns) {
        DataFile file = task.file();
        Long firstRowId = UncommittedRows.firstRowId(request.table(), file);
        Map<Integer, Object> constants = constants(task, columns);
        if (firstRowId == null) {
            constants.remove(MetadataColumns.ROW_ID.fieldId());
            constants.remove(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId());
        }
        return new FileReadRequest(
                request.table().io().newInputFile(file),
                task.start(),
                task.length(),
                columns,
                task.residual(),
                filterSchema,
                request.live(),
                mapping,
                false,
                constants,
                firstRowId,
                file.dataSequenceNumber(),
                request.batchRowCount());
    }

    /// Values that a whole file shares: identity partition fields and metadata columns.
    private static Map<Integer, Object> constants(FileScanTask task, Schema columns) {
        Types.NestedField partition = columns.findField(MetadataColumns.PARTITION_COLUMN_ID);
        Map<Integer, ?> known =
                partition == null
                        ? PartitionUtil.constantsMap(task)
                        : PartitionUtil.constantsMap(
                                task, partition.type().asStructType(), (type, value) -> value);
        Map<Integer, Object> constants = new HashMap<>(known);
        constants.put(MetadataColumns.FILE_PATH.fieldId(), task.file().location());
        constants.put(MetadataColumns.SPEC_ID.fieldId(), task.file().specId());
        return constants;
    }
}
