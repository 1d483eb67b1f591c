package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.statement.Cancellation;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Property;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.file.FileReaders;
import dev.tarn.storage.io.FileIos;
import dev.tarn.storage.io.FileListing;
import dev.tarn.storage.text.CsvFiles;
import dev.tarn.storage.text.CsvOptions;
import dev.tarn.storage.text.JsonFiles;
import dev.tarn.storage.text.JsonOptions;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.DelegateFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The files that COPY INTO, CREATE TABLE … FROM or a function in FROM names: their format and
/// their columns.
public final class ListedFiles {
    private static final int SAMPLED_FILES = 10;

    private final FileInput input;
    private final List<FileInfo> files;
    private final List<String> locations;
    private final FileSource.Format format;
    private final Map<String, String> options;
    private final Map<String, String> storeProperties;

    private ListedFiles(
            FileInput input,
            List<FileInfo> files,
            FileSource.Format format,
            Map<String, String> options,
            Map<String, String> storeProperties) {
        this.input = input;
        this.files = files;
        this.locations = files.stream().map(FileInfo::location).toList();
        this.format = format;
        this.options = options;
        this.storeProperties = storeProperties;
    }

    /// Lists the files. Options whose names begin with `s3.`, `client.` or `hadoop.` are settings
    /// of the store, the others of the format.
    ///
    /// @throws SqlException NOT_FOUND if there are none; INVALID_ARGUMENTS for options of binary
    ///   formats, which have none
    public static ListedFiles find(FileInput input, Map<String, String> storeProperties) {
        Map<String, String> store = new HashMap<>(storeProperties);
        Map<String, String> options = new HashMap<>();
        for (Property option : input.options()) {
            String name = option.name().toLowerCase(Locale.ROOT);
            boolean ofStore = name.matches("(s3|client|hadoop)\\..*");
            (ofStore ? store : options).put(name, option.value());
        }
        List<FileInfo> files = FileListing.glob(input.location(), store);
        FileSource.Format format = format(input, files.getFirst().location());
        boolean isText = format == FileSource.Format.CSV || format == FileSource.Format.JSON;
        if (!isText && !options.isEmpty()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "%s takes no options, but there is %s".formatted(format, options.keySet()),
                    input.position(),
                    null);
        }
        return new ListedFiles(input, files, format, options, store);
    }

    public FileInput input() {
        return input;
    }

    public List<FileInfo> files() {
        return files;
    }

    public FileSource.Format format() {
        return format;
    }

    /// Gives the store of the files to `work`, and closes it.
    public <T> T inStore(Function<FileIO, T> work) {
        try (DelegateFileIO io = FileIos.open(locations.getFirst(), storeProperties)) {
            return work.apply(io);
        }
    }

    /// The same without `left`.
    public ListedFiles without(Set<FileInfo> left) {
        List<FileInfo> kept = files.stream().filter(file -> !left.contains(file)).toList();
        return new ListedFiles(input, kept, format, options, storeProperties);
    }

    /// Those of the files that are among `wanted`.
    public ListedFiles only(Set<FileInfo> wanted) {
        List<FileInfo> kept = files.stream().filter(wanted::contains).toList();
        return new ListedFiles(input, kept, format, options, storeProperties);
    }

    private static FileSource.Format format(FileInput input, String location) {
        FileSource.Format stated = input.format();
        if (stated != null) {
            return stated;
        }
        String name = location.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return switch (suffix) {
            case "csv", "tsv", "tab" -> FileSource.Format.CSV;
            case "json", "jsonl", "ndjson" -> FileSource.Format.JSON;
            case "parquet", "parq" -> FileSource.Format.PARQUET;
            case "orc" -> FileSource.Format.ORC;
            case "avro" -> FileSource.Format.AVRO;
            default ->
                    throw new SqlException(
                            ErrorCode.INVALID_ARGUMENTS,
                            "The name of %s does not tell its format; add FILE_FORMAT CSV, JSON, PARQUET, ORC or AVRO"
                                    .formatted(location),
                            input.position(),
                            null);
        };
    }

    /// The columns that the files say or seem to have.
    public Schema inferSchema() {
        return read(files ->
                switch (format) {
                    case CSV -> CsvFiles.inferSchema(files, CsvOptions.of(options));
                    case JSON -> JsonFiles.inferSchema(files, JsonOptions.of(options));
                    case PARQUET, ORC, AVRO -> ownSchema(files.getFirst());
                });
    }

    private Schema ownSchema(InputFile file) {
        return FileReaders.schemaOf(file, FileFormat.fromString(format.name()));
    }

    private <T> T read(Function<List<InputFile>, T> reading) {
        return inStore(io ->
                reading.apply(
                        locations.stream().limit(SAMPLED_FILES).map(io::newInputFile).toList()));
    }

    /// The names that the first file gives its columns; null where it gives none, as JSON lines and
    /// CSV without a header do.
    public @Nullable List<String> columnNames() {
        return switch (format) {
            case CSV -> {
                CsvOptions csv = CsvOptions.of(options);
                yield csv.header()
                        ? read(sample -> CsvFiles.columnNames(sample.getFirst(), csv))
                        : null;
            }
            case JSON -> null;
            case PARQUET, ORC, AVRO ->
                    ownSchema().columns().stream().map(Types.NestedField::name).toList();
        };
    }

    /// The columns that the first file, of a binary format, says it has.
    public Schema ownSchema() {
        return read(sample -> ownSchema(sample.getFirst()));
    }

    /// The columns that one file has.
    public record FileColumns(FileInfo file, Types.StructType columns) {}

    /// The columns of each file: as it says, or with the types that its values seem to have; empty
    /// for one without records. JSON is read to its end, as any record may have a field more. Files
    /// that `errors` leaves out are not among them.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if the files do not name their columns
    public List<FileColumns> columns(FileErrors errors) {
        if (format == FileSource.Format.CSV && !CsvOptions.of(options).header()) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "CSV without a header does not name its columns, so that none can be added",
                    input.position(),
                    null);
        }
        return inStore(io -> {
            List<FileColumns> found = new ArrayList<>();
            for (FileInfo file : files) {
                Cancellation.check();
                try {
                    InputFile opened = io.newInputFile(file.location());
                    found.add(new FileColumns(file, columns(opened, errors)));
                } catch (StorageException e) {
                    if (!errors.skip(file.location(), e)) {
                        throw e;
                    }
                }
            }
            return found;
        });
    }

    private Types.StructType columns(InputFile file, FileErrors errors) {
        return switch (format) {
            case CSV -> CsvFiles.columns(file, CsvOptions.of(options)).asStruct();
            case JSON -> JsonFiles.columns(file, errors.recordRejects() != null).asStruct();
            case PARQUET, ORC, AVRO -> ownSchema(file).asStruct();
        };
    }

    /// The files read as `schema`. Those that give their columns names must have the columns
    /// `names`, in any order; empty does not ask for it. `errors` are those of reading.
    public FileSource source(Schema schema, List<String> names, FileErrors errors) {
        return new FileSource(locations, format, schema, names, options, storeProperties, errors);
    }
}
