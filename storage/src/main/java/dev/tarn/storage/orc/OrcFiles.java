package dev.tarn.storage.orc;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.BatchWriter;
import dev.tarn.storage.FileReadRequest;
import dev.tarn.storage.FileWriteRequest;
import dev.tarn.storage.ScanCounters;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Schema;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.InputFile;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.StripeInformation;
import org.apache.orc.TypeDescription;
import org.apache.orc.util.StreamWrapperFileSystem;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/// ORC data files: orc-core decodes and encodes vectors, which become ours or are filled from ours;
/// Iceberg matches columns by field id, or by name where the file carries none, and turns filters
/// into search arguments.
public final class OrcFiles {
    private OrcFiles() {}

    /// The rows that `request` asks for; `counters` learn which stripes and rows its filter left
    /// out.
    public static BatchReader open(FileReadRequest request, ScanCounters counters) {
        try {
            InputFile file = new OneFooterFile(request.file());
            return new OrcBatches(request.withFile(file), counters);
        } catch (RuntimeException e) {
            throw failure(request.file(), "its footer", e);
        }
    }

    /// The columns of `file`, with the field ids it carries or ids assigned in order.
    public static Schema schema(InputFile file) {
        return footer(file, reader -> OrcSchemas.schema(reader.getSchema()));
    }

    static TypeDescription type(InputFile file) {
        return footer(file, Reader::getSchema);
    }

    static List<StripeInformation> stripes(InputFile file) {
        return footer(file, Reader::getStripes);
    }

    private static <T> T footer(InputFile file, Function<Reader, T> question) {
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
                return question.apply(reader);
            }
        } catch (IOException | RuntimeException e) {
            throw failure(file, "its footer", e);
        }
    }

    /// Creates a file and writes batches to it.
    public static BatchWriter create(FileWriteRequest request) {
        return new OrcBatchWriter(request);
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
