package dev.tarn.storage.avro;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileDescription;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.IcebergValues;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;
import dev.tarn.storage.row.RowReader;
import dev.tarn.storage.row.RowWriter;

import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.avro.Avro;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.avro.DataWriter;
import org.apache.iceberg.data.avro.PlannedDataReader;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// Avro data files, through Iceberg's own readers and writers: rows match the projection by field
/// id, or by name where the file carries none.
public final class AvroFiles {
    /// Stands for the first row id and the sequence number of a file that has none: what rows get
    /// from it is below all numbers that there are.
    private static final long NONE = Long.MIN_VALUE / 2;

    private AvroFiles() {}

    /// The rows that `request` asks for.
    public static BatchReader open(FileReadRequest request) {
        InputFile file = request.file();
        try {
            Avro.ReadBuilder builder =
                    Avro.read(file)
                            .project(request.projection())
                            .createResolvingReader(
                                    schema -> PlannedDataReader.create(schema, constants(request)));
            long length = file.getLength();
            if (request.lengthBytes() < length) {
                builder.split(request.start(), request.lengthBytes());
            }
            if (request.mapping() != null) {
                builder.withNameMapping(request.mapping());
            }
            return new RowReader(
                    withoutMadeUp(builder.build(), request),
                    request.projection().columns(),
                    request.batchRowCount(),
                    () -> Math.min(length, request.lengthBytes()),
                    (place, e) -> failure(file, place, e));
        } catch (RuntimeException e) {
            throw failure(file, "its header", e);
        }
    }

    /// Constants in the form of generic rows.
    private static Map<Integer, Object> constants(FileReadRequest request) {
        Map<Integer, Object> constants = new HashMap<>();
        for (Types.NestedField field : request.projection().columns()) {
            Object value =
                    IcebergValues.widened(field.type(), request.constants().get(field.fieldId()));
            if (value != null) {
                constants.put(
                        field.fieldId(),
                        org.apache.iceberg.data.IdentityPartitionConverters.convertConstant(
                                field.type(), value));
            }
        }
        // Without them Iceberg's reader does not step over numbers that rows have of their own.
        Long firstRowId = request.firstRowId();
        Long sequence = firstRowId == null ? null : request.sequenceNumber();
        constants.put(MetadataColumns.ROW_ID.fieldId(), orNone(firstRowId));
        constants.put(MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId(), orNone(sequence));
        return constants;
    }

    private static long orNone(@Nullable Long number) {
        return number == null ? NONE : number;
    }

    /// `rows` with null for the numbers that come of [#NONE].
    private static CloseableIterable<Record> withoutMadeUp(
            CloseableIterable<Record> rows, FileReadRequest request) {
        List<Types.NestedField> columns = request.projection().columns();
        int[] numbered =
                IntStream.range(0, columns.size())
                        .filter(i -> isLineage(columns.get(i).fieldId()))
                        .toArray();
        if (numbered.length == 0) {
            return rows;
        }
        return CloseableIterable.transform(
                rows,
                row -> {
                    for (int i : numbered) {
                        if (row.get(i) instanceof Long number && number < 0) {
                            row.set(i, null);
                        }
                    }
                    return row;
                });
    }

    private static boolean isLineage(int fieldId) {
        return fieldId == MetadataColumns.ROW_ID.fieldId()
                || fieldId == MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId();
    }

    /// The columns of `file`, with the field ids it carries or ids assigned in order.
    public static Schema schema(InputFile file) {
        return columns(file, header(file));
    }

    private static Schema columns(InputFile file, org.apache.avro.Schema header) {
        try {
            return AvroSchemaUtil.toIceberg(header);
        } catch (RuntimeException e) {
            throw failure(file, "its header", e);
        }
    }

    /// The columns of `file`, which no table has written.
    public static FileDescription describe(InputFile file) {
        org.apache.avro.Schema header = header(file);
        boolean carriesIds =
                header.getType() == org.apache.avro.Schema.Type.RECORD
                        && header.getFields().stream()
                                .anyMatch(field ->
                                        field.getObjectProp(AvroSchemaUtil.FIELD_ID_PROP) != null);
        return new FileDescription(columns(file, header), carriesIds, Set.of());
    }

    /// How many rows `file` has, and nothing else.
    public static Metrics rowCount(InputFile file) {
        try {
            return new Metrics(Avro.rowCount(file));
        } catch (RuntimeException e) {
            throw failure(file, "its blocks", e);
        }
    }

    private static org.apache.avro.Schema header(InputFile file) {
        try (DataFileStream<Object> stream =
                new DataFileStream<>(file.newStream(), new GenericDatumReader<>())) {
            return stream.getSchema();
        } catch (IOException | RuntimeException e) {
            throw failure(file, "its header", e);
        }
    }

    /// Creates a file and writes batches to it.
    public static BatchWriter create(FileWriteRequest request) {
        try {
            FileAppender<Record> appender =
                    Avro.write(request.file())
                            .schema(request.schema())
                            .setAll(request.properties())
                            .metricsConfig(request.metrics())
                            .createWriterFunc(DataWriter::create)
                            .build();
            return new RowWriter(appender, request.schema(), request.file().location());
        } catch (IOException e) {
            throw new StorageException(
                    Kind.IO,
                    "Cannot write %s: %s".formatted(request.file().location(), e.getMessage()),
                    e);
        }
    }

    private static StorageException failure(InputFile file, String place, Exception e) {
        return switch (e) {
            case StorageException known -> known;
            case NotFoundException missing ->
                    new StorageException(
                            Kind.NOT_FOUND, "File does not exist: " + file.location(), missing);
            case UnsupportedOperationException refused ->
                    new StorageException(
                            Kind.UNSUPPORTED,
                            "Avro file %s cannot be read: %s"
                                    .formatted(file.location(), refused.getMessage()),
                            refused);
            default ->
                    new StorageException(
                            Kind.CORRUPT,
                            "Avro file %s is corrupt at %s: %s"
                                    .formatted(file.location(), place, e.getMessage()),
                            e);
        };
    }
}
