package dev.tarn.storage.text;

import dev.tarn.storage.BatchReader;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// JSON-lines files: their columns, their splits, their rows as batches.
///
/// A file holds objects, one after the other (a line end between them, to be shared by workers), or
/// one array of objects. UTF-8, plain or packed (`.gz`, `.zst`). Errors are [StorageException]s
/// that name file, line, column and value. Thread-safe.
public final class JsonFiles {
    private static final int MAX_SAMPLED_FILES = 10;

    private JsonFiles() {}

    /// The fields of the objects in `files`, nested ones as structs and lists, with the narrowest
    /// types that take every value of the first records; text that looks like a date or a timestamp
    /// is one. Fields that hold different shapes are VARCHAR and keep JSON text. All optional. At
    /// most `options.sampleRowCount` records are read, evenly from at most ten of the files.
    public static Schema inferSchema(List<InputFile> files, JsonOptions options) {
        JsonShape[] shape = {JsonShape.NONE};
        int sampledFiles = Math.min(files.size(), MAX_SAMPLED_FILES);
        for (InputFile file : files.subList(0, sampledFiles)) {
            int rows = Math.max(1, options.sampleRowCount() / sampledFiles);
            try (JsonRecords records = new JsonRecords(TextSplits.whole(file))) {
                while (rows > 0
                        && records.next(parser -> shape[0] = shape[0].with(JsonShape.of(parser)))) {
                    rows--;
                }
            }
        }
        Map<String, JsonShape> fields = JsonShape.fieldsOf(shape[0]);
        if (fields == null || fields.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "No columns to be found in %s"
                            .formatted(files.stream().map(InputFile::location).limit(3).toList()));
        }
        return new Schema(JsonShape.columns(fields, new AtomicInteger()));
    }

    /// The fields of all records of `file`, so inferred; none where there are no records. With
    /// `byLine` each record is on a line of its own, and those that cannot be read say nothing.
    public static Schema columns(InputFile file, boolean byLine) {
        TextSplit whole = TextSplits.whole(file);
        JsonShape shape = byLine ? JsonFields.ofLines(whole) : JsonFields.ofRecords(whole);
        Map<String, JsonShape> fields = JsonShape.fieldsOf(shape);
        if (fields == null && !shape.equals(JsonShape.NONE)) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "%s has records with more than %d different fields"
                            .formatted(file.location(), JsonShape.MAX_FIELDS));
        }
        return new Schema(
                JsonShape.columns(fields == null ? Map.of() : fields, new AtomicInteger()));
    }

    /// `file` cut between records, for workers to share.
    public static List<TextSplit> splits(InputFile file) {
        return splits(file, TextSplits.TARGET_BYTES);
    }

    static List<TextSplit> splits(InputFile file, long targetBytes) {
        return JsonSplits.split(file, targetBytes);
    }

    /// Opens `split`: the fields called as the columns of `schema`, in its order; a field that a
    /// record does not have is NULL, which columns that are required do not take; one that no
    /// column is called as is left out.
    public static BatchReader open(
            TextSplit split, Schema schema, JsonOptions options, int batchRowCount) {
        return new JsonReader(split, schema, options, batchRowCount);
    }

    /// The same of a file with one object on each line; those that cannot be read go to `rejects`.
    public static BatchReader open(
            TextSplit split,
            Schema schema,
            JsonOptions options,
            int batchRowCount,
            RowRejects rejects) {
        return new JsonLineReader(split, schema, options, rejects, batchRowCount);
    }
}
