package dev.tarn.storage.file;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.BatchPieces;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.KeyStart;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.SampleRequest;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.SievedPieces;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.ValueRun;
import dev.tarn.storage.avro.AvroFiles;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.orc.OrcFiles;
import dev.tarn.storage.parquet.ParquetFiles;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Reads data files.
public final class FileReaders {
    private FileReaders() {}

    /// The rows that `request` asks for, from a file's beginning to its end.
    public static BatchReader open(FileFormat format, FileReadRequest request) {
        return BatchPieces.batches(pieces(format, request, allOf(request)));
    }

    private static RowSieves allOf(FileReadRequest request) {
        return RowSieves.all(request.projection().columns().size(), new ScanCounters());
    }

    /// Those rows that come through `sieves`, in pieces.
    public static PieceReader pieces(FileFormat format, FileReadRequest request, RowSieves sieves) {
        FileReadRequest checked = request.withFile(FileIos.checked(request.file()));
        return switch (format) {
            case PARQUET -> ParquetFiles.open(checked, sieves);
            case ORC ->
                    new SievedPieces(
                            BatchPieces.of(OrcFiles.open(checked, sieves.counters())), sieves);
            case AVRO -> new SievedPieces(BatchPieces.of(AvroFiles.open(checked)), sieves);
            case PUFFIN, METADATA -> throw unsupported(format, request.file());
        };
    }

    /// Values of one column at some places of a file. Only Parquet tells where rows are: of the
    /// other formats, runs of rows from the beginning on stand for them.
    public static List<ValueRun> sample(FileFormat format, SampleRequest request) {
        FileReadRequest checked = request.file().withFile(FileIos.checked(request.file().file()));
        SampleRequest sample =
                new SampleRequest(
                        checked, request.positions(), request.runRowCount(), request.mostBytes());
        return switch (format) {
            case PARQUET -> ParquetFiles.sample(sample);
            case ORC, AVRO -> firstRuns(format, sample);
            case PUFFIN, METADATA -> throw unsupported(format, checked.file());
        };
    }

    private static List<ValueRun> firstRuns(FileFormat format, SampleRequest sample) {
        List<ValueRun> runs = new ArrayList<>();
        try (BatchReader reader = open(format, sample.file())) {
            while (runs.size() < sample.positions().size()
                    && reader.bytesRead() <= sample.mostBytes()) {
                Batch batch = reader.next();
                if (batch == null) {
                    break;
                }
                runs.add(new ValueRun(false, batch.rowCount(), List.of(batch.column(0))));
            }
        }
        return runs;
    }

    /// All rows of a file that belongs to no table. `projection` is of the schema that [#schemaOf]
    /// gives, null for all of it.
    public static BatchReader open(
            InputFile file, FileFormat format, @Nullable Schema projection, int batchRowCount) {
        Schema columns = projection != null ? projection : schemaOf(file, format);
        return open(format, FileReadRequest.ofPlainFile(file, columns, batchRowCount));
    }

    /// The rows of `request` in one range of [#ranges], in pieces, counted in `counters`.
    public static PieceReader pieces(
            FileFormat format, FileReadRequest request, Range range, ScanCounters counters) {
        return pieces(
                format,
                request.withRange(range.start(), range.lengthBytes()),
                RowSieves.all(request.projection().columns().size(), counters));
    }

    /// The columns of a file that belongs to no table, with field ids assigned in order.
    ///
    /// @throws StorageException UNSUPPORTED naming a column whose type Iceberg does not have
    public static Schema schemaOf(InputFile file, FileFormat format) {
        InputFile checked = FileIos.checked(file);
        return switch (format) {
            case PARQUET -> ParquetFiles.schema(checked);
            case ORC -> OrcFiles.schema(checked);
            case AVRO -> AvroFiles.schema(checked);
            case PUFFIN, METADATA -> throw unsupported(format, file);
        };
    }

    /// A range of a file's bytes; the rows that start in it are read together.
    public record Range(long start, long lengthBytes) {}

    /// Ranges that share the file's rows between them, for several workers: row groups of Parquet,
    /// the whole file for the other formats.
    public static List<Range> ranges(InputFile file, FileFormat format) {
        if (format != FileFormat.PARQUET) {
            return List.of(new Range(0, Long.MAX_VALUE));
        }
        List<Range> ranges = new ArrayList<>();
        for (ParquetFiles.RowGroup rowGroup : ParquetFiles.rowGroups(FileIos.checked(file))) {
            ranges.add(new Range(rowGroup.start(), rowGroup.lengthBytes()));
        }
        return ranges;
    }

    /// Where the parts of a file of a table begin by the values of a column, as far as the file
    /// tells that by itself.
    public static List<KeyStart> keyStarts(
            InputFile file, FileFormat format, int fieldId, Type type) {
        return format == FileFormat.PARQUET
                ? ParquetFiles.keyStarts(FileIos.checked(file), fieldId, type)
                : List.of();
    }

    private static StorageException unsupported(FileFormat format, InputFile file) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "Cannot read %s: %s is not a format of data files"
                        .formatted(file.location(), format));
    }
}
