package dev.tarn.storage.parquet;

import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.KeptParts;
import dev.tarn.storage.KeyStart;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.SampleRequest;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.ValueRun;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.prune.LeastValues;
import dev.tarn.storage.parquet.write.ParquetBatchWriter;

import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.apache.parquet.schema.MessageType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Opens Parquet files.
public final class ParquetFiles {
    private ParquetFiles() {}

    /// The rows that `request` asks for. The reader closes what it opens.
    ///
    /// @throws StorageException CORRUPT if the footer cannot be understood, UNSUPPORTED if a column
    ///   cannot be read as its type
    public static PieceReader open(FileReadRequest request, RowSieves sieves) {
        FileBytes file = new FileBytes(request.file(), sieves.counters());
        try {
            FileParts parts = new FileParts(file, request.plain() ? null : KeptParts.SHARED);
            Footer footer = footer(parts, request.file().location());
            return new ParquetPieces(request, footer, file, parts, sieves);
        } catch (RuntimeException e) {
            try {
                file.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /// Some values of one column, as [SampleRequest] asks for them.
    ///
    /// @throws StorageException as [#open]
    public static List<ValueRun> sample(SampleRequest request) {
        FileReadRequest read = request.file();
        RowSieves sieves = RowSieves.all(1, new ScanCounters());
        try (FileBytes file = new FileBytes(read.file(), sieves.counters())) {
            FileParts parts = new FileParts(file, read.plain() ? null : KeptParts.SHARED);
            Footer footer = footer(parts, read.file().location());
            return new ColumnSample(request, footer, file, parts, sieves).runs();
        } catch (IOException | RuntimeException e) {
            throw ParquetFailures.of("a sample of its values", read.file().location(), e);
        }
    }

    /// Creates a file and writes batches to it.
    ///
    /// @throws StorageException IO if the file cannot be created
    public static BatchWriter create(FileWriteRequest request) {
        try {
            return new ParquetBatchWriter(request);
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Kind.IO,
                    "Cannot write %s: %s".formatted(request.file().location(), e.getMessage()),
                    e);
        }
    }

    /// The columns of `file`, with ids assigned in order.
    ///
    /// @throws StorageException UNSUPPORTED naming a column whose type Iceberg does not have
    public static Schema schema(InputFile file) {
        try {
            return ParquetSchemas.schema(ParquetSchemas.withAssignedIds(messageType(file)));
        } catch (ValidationException e) {
            // Two columns of one name, among others.
            throw ParquetFailures.of("its schema", file.location(), e);
        }
    }

    /// The schema of `file` as it stands in the footer.
    static MessageType messageType(InputFile file) {
        return FileSchemas.of(footer(file));
    }

    /// A row group's range of bytes and its rows.
    public record RowGroup(long start, long lengthBytes, long rowCount) {}

    /// The row groups of `file`, in order.
    public static List<RowGroup> rowGroups(InputFile file) {
        List<RowGroup> found = new ArrayList<>();
        for (dev.tarn.storage.parquet.format.RowGroup group : footer(file).rowGroups()) {
            found.add(new RowGroup(group.startOffset(), group.compressedBytes(), group.rowCount()));
        }
        return found;
    }

    /// What the bounds of row groups tell of the least values of a column, by its field id. The
    /// file never changes.
    public static List<KeyStart> keyStarts(InputFile file, int fieldId, Type type) {
        try (FileBytes bytes = new FileBytes(file, new ScanCounters())) {
            FileParts parts = new FileParts(bytes, KeptParts.SHARED);
            return LeastValues.of(footer(parts, file.location()), fieldId, type);
        }
    }

    /// The footer of a file that may change.
    private static Footer footer(InputFile file) {
        try (FileBytes bytes = new FileBytes(file, new ScanCounters())) {
            return footer(new FileParts(bytes, null), file.location());
        }
    }

    private static Footer footer(FileParts parts, String location) {
        try {
            return parts.footer();
        } catch (RuntimeException e) {
            throw ParquetFailures.of("its footer", location, e);
        }
    }
}
