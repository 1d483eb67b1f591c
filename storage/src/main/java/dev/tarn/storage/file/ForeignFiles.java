package dev.tarn.storage.file;

import dev.tarn.storage.FileDescription;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.avro.AvroFiles;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.orc.ForeignOrc;
import dev.tarn.storage.parquet.ForeignParquet;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.mapping.NameMapping;

/// Data files that others wrote and that tables take as they are. Only what comes before or after
/// the rows is read.
public final class ForeignFiles {
    private ForeignFiles() {}

    /// The columns of `file`.
    ///
    /// @throws StorageException UNSUPPORTED naming a column whose type Iceberg does not have,
    ///   CORRUPT if it is no file of `format`
    public static FileDescription describe(InputFile file, FileFormat format) {
        InputFile checked = FileIos.checked(file);
        return switch (format) {
            case PARQUET -> ForeignParquet.describe(checked);
            case ORC -> ForeignOrc.describe(checked);
            case AVRO -> AvroFiles.describe(checked);
            case PUFFIN, METADATA -> throw unsupported(file, format);
        };
    }

    /// Counts and bounds of columns as the file's footer has them, under the field ids that
    /// `mapping` gives. Bounds that may not be those of the values, as Iceberg understands them,
    /// are left out. Of Avro only rows are counted, for which all of the file is passed over.
    ///
    /// @throws StorageException as [#describe]
    public static Metrics metrics(
            InputFile file, FileFormat format, MetricsConfig config, NameMapping mapping) {
        InputFile checked = FileIos.checked(file);
        return switch (format) {
            case PARQUET -> ForeignParquet.metrics(checked, config, mapping);
            case ORC -> ForeignOrc.metrics(checked, config, mapping);
            case AVRO -> AvroFiles.rowCount(checked);
            case PUFFIN, METADATA -> throw unsupported(file, format);
        };
    }

    private static StorageException unsupported(InputFile file, FileFormat format) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "%s: %s is not a format of data files".formatted(file.location(), format));
    }
}
