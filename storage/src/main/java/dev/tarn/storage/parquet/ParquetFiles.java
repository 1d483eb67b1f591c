package dev.tarn.storage.parquet;

import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.parquet.format.Footer;
import dev.tarn.storage.parquet.write.ParquetBatchWriter;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

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
            return new ParquetPieces(request, footer(request, file), file, sieves);
        } catch (RuntimeException e) {
            try {
                file.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /// The footer; that of a file that never changes is read once.
    private static Footer footer(FileReadRequest request, FileBytes file) {
        String location = request.file().location();
        try {
            if (request.plain()) {
                return Footers.read(file);
            }
            Footer known = KeptFooters.SHARED.find(location, file.length());
            if (known == null) {
                known = Footers.read(file);
                KeptFooters.SHARED.keep(location, file.length(), known);
            }
            return known;
        } catch (RuntimeException e) {
            throw ParquetFailures.of("its footer", location, e);
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

    static ParquetFileReader open(ParquetInput input, String location) {
        try {
            return ParquetFileReader.open(input, options());
        } catch (IOException | RuntimeException e) {
            throw ParquetFailures.of("its footer", location, e);
        }
    }

    private static ParquetReadOptions options() {
        return ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification(false)
                .build();
    }

    /// The columns of `file`, with ids assigned in order.
    public static Schema schema(InputFile file) {
        return ParquetSchemas.schema(
                ParquetSchemas.withAssignedIds(footer(file).getFileMetaData().getSchema()));
    }

    /// The footer of `file`.
    public static ParquetMetadata footer(InputFile file) {
        ParquetInput input = new ParquetInput(file);
        try (ParquetFileReader reader = open(input, file.location())) {
            return reader.getFooter();
        } catch (IOException e) {
            throw ParquetFailures.of("its footer", file.location(), e);
        }
    }

    /// A row group's range of bytes and its rows.
    public record RowGroup(long start, long lengthBytes, long rowCount) {}

    /// The row groups of `file`, in order.
    public static List<RowGroup> rowGroups(InputFile file) {
        List<RowGroup> found = new ArrayList<>();
        for (BlockMetaData block : footer(file).getBlocks()) {
            found.add(
                    new RowGroup(
                            block.getStartingPos(),
                            block.getCompressedSize(),
                            block.getRowCount()));
        }
        return found;
    }
}
