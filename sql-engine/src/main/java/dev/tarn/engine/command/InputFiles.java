package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.FileErrors;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Property;
import dev.tarn.storage.IcebergTypes;
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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// The files that COPY INTO or CREATE TABLE … FROM names: their format, their columns, their rows
/// as a plan.
final class InputFiles {
    private static final int SAMPLED_FILES = 10;

    private final FileInput input;
    private final List<FileInfo> files;
    private final List<String> locations;
    private final FileSource.Format format;
    private final Map<String, String> options;
    private final Map<String, String> storeProperties;

    private InputFiles(
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
    /// @throws SqlException NOT_FOUND if there are none
    static InputFiles find(FileInput input, Map<String, String> storeProperties) {
        Map<String, String> store = new HashMap<>(storeProperties);
        Map<String, String> options = new HashMap<>();
        for (Property option : input.options()) {
            String name = option.name().toLowerCase(Locale.ROOT);
            boolean ofStore = name.matches("(s3|client|hadoop)\\..*");
            (ofStore ? store : options).put(name, option.value());
        }
        List<FileInfo> files = FileListing.glob(input.location(), store);
        return new InputFiles(
                input, files, format(input, files.getFirst().location()), options, store);
    }

    List<FileInfo> files() {
        return files;
    }

    FileSource.Format format() {
        return format;
    }

    /// Gives the store of the files to `work`, and closes it.
    <T> T inStore(Function<FileIO, T> work) {
        try (DelegateFileIO io = FileIos.open(locations.getFirst(), storeProperties)) {
            return work.apply(io);
        }
    }

    /// The same without `left`.
    InputFiles without(Set<FileInfo> left) {
        List<FileInfo> kept = files.stream().filter(file -> !left.contains(file)).toList();
        return new InputFiles(input, kept, format, options, storeProperties);
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
    Schema inferSchema() {
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

    /// A plan that gives the files' rows in the shape of `schema`, which is the table's. `columns`
    /// says which table column the file's columns are, one after another; empty means: by name
    /// where the format has names, else by position. `errors` are those of reading.
    Plan rows(String table, Schema schema, List<String> columns, FileErrors errors) {
        List<Types.NestedField> targets = targets(table, schema, columns);
        List<Types.NestedField> read = typesInFile(targets);
        FileSource source =
                new FileSource(
                        locations, format, new Schema(read), options, storeProperties, errors);
        Plan scan = new Plan.FileScan(source, IcebergTypes.fields(source.schema()));
        List<Integer> ordinals = new ArrayList<>();
        for (Types.NestedField column : schema.columns()) {
            int ordinal = -1;
            for (int i = 0; i < targets.size(); i++) {
                ordinal = targets.get(i).fieldId() == column.fieldId() ? i : ordinal;
            }
            ordinals.add(ordinal);
        }
        return Projections.arrange(scan, ordinals, schema, table);
    }

    /// The table's columns that the files have, in the files' order.
    private List<Types.NestedField> targets(String table, Schema schema, List<String> columns) {
        List<String> names = columns.isEmpty() ? fileColumns(schema) : columns;
        List<Types.NestedField> targets = new ArrayList<>();
        for (String name : names) {
            Types.NestedField field = schema.findField(name);
            if (field == null) {
                field = schema.caseInsensitiveFindField(name);
            }
            if (field == null) {
                List<String> known =
                        schema.columns().stream().map(Types.NestedField::name).toList();
                throw new SqlException(
                        ErrorCode.COLUMN_NOT_FOUND,
                        "%s has a column '%s' that table %s has not%s"
                                .formatted(
                                        locations.getFirst(),
                                        name,
                                        table,
                                        Nearest.hint(name, known)),
                        input.position(),
                        null);
            }
            targets.add(field);
        }
        return targets;
    }

    private List<String> fileColumns(Schema table) {
        List<String> all = table.columns().stream().map(Types.NestedField::name).toList();
        return switch (format) {
            case CSV -> {
                CsvOptions csv = CsvOptions.of(options);
                yield csv.header()
                        ? read(files -> CsvFiles.columnNames(files.getFirst(), csv))
                        : all;
            }
            case JSON -> all;
            case PARQUET, ORC, AVRO ->
                    read(files -> ownSchema(files.getFirst())).columns().stream()
                            .map(Types.NestedField::name)
                            .toList();
        };
    }

    /// Text is read as the table's types, under the file's names; binary formats as their own.
    private List<Types.NestedField> typesInFile(List<Types.NestedField> targets) {
        return switch (format) {
            case CSV, JSON -> targets;
            case PARQUET, ORC, AVRO -> read(files -> ownSchema(files.getFirst())).columns();
        };
    }
}
