package dev.tarn.storage.orc;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;
import dev.tarn.storage.row.RowWriter;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.orc.GenericOrcWriter;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.orc.ORC;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.util.StreamWrapperFileSystem;

import java.io.IOException;

/// ORC data files: orc-core decodes vectors, which become ours; Iceberg matches columns by field
/// id, or by name where the file carries none, and turns filters into search arguments.
public final class OrcFiles {
    private OrcFiles() {}

    /// The rows that `request` asks for.
    public static BatchReader open(FileReadRequest request) {
        try {
            return new OrcBatches(request);
        } catch (RuntimeException e) {
            throw failure(request.file(), "its footer", e);
        }
    }

    /// The columns of `file`, with the field ids it carries or ids assigned in order.
    public static Schema schema(InputFile file) {
        Configuration configuration = new Configuration(false);
        try (FSDataInputStream stream = new FSDataInputStream(new OrcStream(file.newStream()))) {
            Path path = new Path("/" + file.location().replace(':', '_'));
            OrcFile.ReaderOptions options =
                    OrcFile.readerOptions(configuration)
                            .maxLength(file.getLength())
                            .filesystem(
                                    new StreamWrapperFileSystem(
                                            stream, path, file.getLength(), configuration));
            try (Reader reader = OrcFile.createReader(path, options)) {
                return OrcSchemas.schema(reader.getSchema());
            }
        } catch (IOException | RuntimeException e) {
            throw failure(file, "its footer", e);
        }
    }

    /// Creates a file and writes batches to it.
    public static BatchWriter create(FileWriteRequest request) {
        FileAppender<Record> appender =
                ORC.write(request.file())
                        .schema(request.schema())
                        .setAll(request.properties())
                        .metricsConfig(request.metrics())
                        .createWriterFunc(GenericOrcWriter::buildWriter)
                        .build();
        return new RowWriter(appender, request.schema(), request.file().location());
    }

    static StorageException failure(InputFile file, String place, Exception e) {
        return switch (e) {
            case StorageException known -> known;
            case NotFoundException missing ->
                    new StorageException(
                            Kind.NOT_FOUND, "File does not exist: " + file.location(), missing);
            case UnsupportedOperationException refused ->
                    new StorageException(
                            Kind.UNSUPPORTED,
                            "ORC file %s cannot be read: %s"
                                    .formatted(file.location(), refused.getMessage()),
                            refused);
            default ->
                    new StorageException(
                            Kind.CORRUPT,
                            "ORC file %s is corrupt at %s: %s"
                                    .formatted(file.location(), place, e.getMessage()),
                            e);
        };
    }
}
