package dev.tarn.engine.command;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.statement.Name;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.io.FileListing;

import org.apache.iceberg.FileFormat;
import org.apache.iceberg.io.FileInfo;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A directory of data files that no table of a catalog has written, as Hive and Spark lay them
/// out: `k=v` directories are partitions, one column after another.
///
/// @param location of the directory, or of a single file
/// @param files those below it, sorted
/// @param partitionNames the columns of the directories, outermost first; empty for none
record ForeignSource(
        FileFormat format, String location, List<SourceFile> files, List<String> partitionNames) {

    /// How many files are taken at once.
    static final int MAX_FILES = 100_000;

    private static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

    ForeignSource {
        files = List.copyOf(files);
        partitionNames = List.copyOf(partitionNames);
    }

    /// A file and the values of its directories; null where these are Hive's for NULL.
    record SourceFile(FileInfo info, Map<String, @Nullable String> partition) {}

    /// What becomes of files in directories that are no partitions.
    enum Nested {
        REFUSED,
        TAKEN,
        LEFT_OUT
    }

    /// Where files are and what they are, as a procedure's argument names it.
    record Place(FileFormat format, String location) {}

    /// The place that `text` names as Spark does: `` `parquet`.`/a/b` ``.
    ///
    /// @throws SqlException NOT_SUPPORTED for the name of a table
    static Place place(String text) {
        Name name = Name.parse(text);
        FileFormat format =
                name.parts().size() == 2 ? format(name.parts().getFirst().strip()) : null;
        if (format == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Source %s is no directory of files, written as `parquet`.`/path`, `orc`.`/path` or `avro`.`/path`; tables of catalogs are copied by CREATE TABLE … AS and INSERT"
                            .formatted(text));
        }
        return new Place(format, name.last());
    }

    /// Null for other names.
    static @Nullable FileFormat format(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "parquet" -> FileFormat.PARQUET;
            case "orc" -> FileFormat.ORC;
            case "avro" -> FileFormat.AVRO;
            default -> null;
        };
    }

    /// The files at `place`.
    ///
    /// @throws SqlException INVALID_ARGUMENTS where directories are not laid out alike,
    ///   NOT_SUPPORTED where there are too many files
    /// @throws StorageException NOT_FOUND if there are none
    static ForeignSource list(Place place, Nested nested, Map<String, String> storeProperties) {
        String root = place.location.replaceFirst("/+$", "");
        List<FileInfo> found = find(root, storeProperties);
        if (found.size() > MAX_FILES) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "%s has %d files; at most %d are taken at once, for example those of one partition"
                            .formatted(root, found.size(), MAX_FILES));
        }
        List<SourceFile> files = new ArrayList<>();
        for (FileInfo info : found) {
            SourceFile file = file(root, info, nested);
            if (file != null) {
                files.add(file);
            }
        }
        if (files.isEmpty()) {
            throw refused("%s has no files but those in nested directories".formatted(root));
        }
        List<String> names = List.copyOf(files.getFirst().partition.keySet());
        for (SourceFile file : files) {
            if (!names.equals(List.copyOf(file.partition.keySet()))) {
                throw refused(
                        "%s is in directories of %s, and %s in those of %s"
                                .formatted(
                                        file.info.location(),
                                        file.partition.keySet(),
                                        files.getFirst().info.location(),
                                        names));
            }
        }
        return new ForeignSource(place.format, root, files, names);
    }

    private static List<FileInfo> find(String root, Map<String, String> storeProperties) {
        String escaped = root.replaceAll("([*?{}\\\\])", "\\\\$1");
        try {
            return FileListing.glob(escaped + "/", storeProperties);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.NOT_FOUND) {
                throw e;
            }
            return FileListing.glob(escaped, storeProperties);
        }
    }

    /// Null where the file is left out.
    private static @Nullable SourceFile file(String root, FileInfo info, Nested nested) {
        String base = FileListing.identity(root);
        String location = FileListing.identity(info.location());
        String below = location.equals(base) ? "" : location.substring(base.length());
        Map<String, @Nullable String> partition = new LinkedHashMap<>();
        String[] steps = below.split("/", -1);
        for (int i = 1; i < steps.length - 1; i++) {
            int equals = steps[i].indexOf('=');
            if (equals <= 0 && nested == Nested.REFUSED) {
                throw refused(
                        "%s is in the directory '%s', which is no partition as k=v; recursive_directory says what becomes of it"
                                .formatted(info.location(), steps[i]));
            }
            if (equals <= 0 && nested == Nested.LEFT_OUT) {
                return null;
            }
            if (equals > 0) {
                String name = unescaped(steps[i].substring(0, equals)).toLowerCase(Locale.ROOT);
                String value = unescaped(steps[i].substring(equals + 1));
                partition.put(name, value.equals(HIVE_NULL) ? null : value);
            }
        }
        return new SourceFile(info, partition);
    }

    /// Hive writes characters that paths cannot have as % and two hexadecimal digits.
    private static String unescaped(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            if (text.substring(i).matches("(?s)%[0-9A-Fa-f]{2}.*")) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                int end = text.offsetByCodePoints(i, 1);
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// The same with other files.
    ForeignSource with(List<SourceFile> others) {
        return new ForeignSource(format, location, others, partitionNames);
    }

    private static SqlException refused(String message) {
        return new SqlException(ErrorCode.INVALID_ARGUMENTS, message);
    }
}
