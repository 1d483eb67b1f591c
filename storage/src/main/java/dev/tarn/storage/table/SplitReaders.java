package dev.tarn.storage.table;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.parquet.RowGroupCounter;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.mapping.NameMappingParser;
import org.apache.iceberg.util.PartitionUtil;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// Opens the splits of one scan: reads the file in the form that the projection asks for, with the
/// constants that its partition gives. Thread-safe.
final class SplitReaders {
    private final ScanRequest request;
    private final RowGroupCounter rowGroups = new RowGroupCounter();
    private final @Nullable NameMapping mapping;

    SplitReaders(ScanRequest request) {
        this.request = request;
        String json = request.table().properties().get(TableProperties.DEFAULT_NAME_MAPPING);
        this.mapping = json == null ? null : NameMappingParser.fromJson(json);
    }

    RowGroupCounter rowGroups() {
        return rowGroups;
    }

    BatchReader open(Split split) {
        FileScanTask task = split.task();
        if (!task.deletes().isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "File %s of %s has deletes, which are not applied"
                            .formatted(task.file().location(), request.table().name()));
        }
        return FileReaders.open(
                task.file().format(), fileRequest(task, request.projection()), rowGroups);
    }

    private FileReadRequest fileRequest(FileScanTask task, Schema columns) {
        DataFile file = task.file();
        return new FileReadRequest(
                request.table().io().newInputFile(file),
                task.start(),
                task.length(),
                columns,
                task.residual(),
                request.table().schemas().getOrDefault(schemaId(), request.table().schema()),
                mapping,
                false,
                constants(task),
                file.firstRowId(),
                file.dataSequenceNumber(),
                request.batchRowCount());
    }

    private int schemaId() {
        var snapshot = request.table().snapshot(request.snapshotId());
        Integer id = snapshot == null ? null : snapshot.schemaId();
        return id == null ? request.table().schema().schemaId() : id;
    }

    /// Values that a whole file shares: identity partition fields and metadata columns.
    private static Map<Integer, Object> constants(FileScanTask task) {
        Map<Integer, Object> constants = new HashMap<>(PartitionUtil.constantsMap(task));
        constants.put(MetadataColumns.FILE_PATH.fieldId(), task.file().location());
        constants.put(MetadataColumns.SPEC_ID.fieldId(), task.file().specId());
        return constants;
    }
}
