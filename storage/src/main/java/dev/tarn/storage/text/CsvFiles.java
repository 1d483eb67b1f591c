package dev.tarn.storage.text;

import dev.tarn.columnar.DataType;
import dev.tarn.storage.BatchReader;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// CSV files: their columns, their splits, their rows as batches.
///
/// Files are UTF-8, with or without a byte order mark, plain or packed (`.gz`, `.zst`). Errors are
/// [StorageException]s that name file, line, column and value. Thread-safe.
public final class CsvFiles {
    private CsvFiles() {}

    /// The names in the header of `file`, or `column1`, … without one; empty for an empty file.
    public static List<String> columnNames(InputFile file, CsvOptions options) {
        TextSplit whole = TextSplits.whole(file);
        return CsvHeader.read(whole, options, CsvDialect.of(whole, options)).names();
    }

    /// The columns of `files` with the narrowest types that take every value of the first records:
    /// BOOLEAN, BIGINT, DOUBLE, DATE, TIME, TIMESTAMP (with zone where values have one), else
    /// VARCHAR; integers beyond 64 bits become DECIMAL(38,0). All optional, field ids from 1. At
    /// most `options.sampleRowCount` records are read, evenly from at most ten of the files.
    public static Schema inferSchema(List<InputFile> files, CsvOptions options) {
        return CsvInference.infer(files, options);
    }

    /// The columns of `file` alone, so inferred; none of an empty one.
    public static Schema columns(InputFile file, CsvOptions options) {
        return columnNames(file, options).isEmpty()
                ? new Schema()
                : inferSchema(List.of(file), options);
    }

    /// `file` cut at record boundaries, for workers to share.
    public static List<TextSplit> splits(InputFile file, CsvOptions options) {
        return splits(file, options, TextSplits.TARGET_BYTES);
    }

    static List<TextSplit> splits(InputFile file, CsvOptions options, long targetBytes) {
        CsvDialect dialect = CsvDialect.of(TextSplits.whole(file), options);
        return TextSplits.csv(dialect).split(file, targetBytes);
    }

    /// Opens `split`: the columns of `schema` in its order, found by name in the header (in any
    /// case), or by position where there is no header; then `schema` must have all columns. Columns
    /// that are required take no NULL.
    public static BatchReader open(
            TextSplit split, Schema schema, CsvOptions options, int batchRowCount) {
        return open(split, schema, options, batchRowCount, null);
    }

    /// The same, where records that cannot be read go to `rejects`, if there are any, and are left
    /// out of the batches.
    public static BatchReader open(
            TextSplit split,
            Schema schema,
            CsvOptions options,
            int batchRowCount,
            @Nullable RowRejects rejects) {
        List<DataType.Field> fields = IcebergTypes.fields(schema);
        TextSplit whole = TextSplits.whole(split.file());
        CsvDialect dialect = CsvDialect.of(whole, options);
        CsvHeader header = CsvHeader.read(whole, options, dialect);
        int fileColumns = header.names().size();
        if (!options.header() && fileColumns != 0 && fileColumns != fields.size()) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "%s has %d columns, but %d are asked for; without a header they must be as many"
                            .formatted(split.location(), fileColumns, fields.size()));
        }
        NullStrings nulls = new NullStrings(options.nullStrings());
        List<CsvColumn> columns = new ArrayList<>();
        for (int i = 0; i < fields.size() && fileColumns > 0; i++) {
            DataType.Field field = fields.get(i);
            int ordinal = options.header() ? header.ordinal(field.name(), split.location()) : i;
            boolean required = schema.columns().get(i).isRequired();
            columns.add(new CsvColumn(field, required, ordinal, options, dialect, nulls));
        }
        CsvTokenizer tokenizer =
                new CsvTokenizer(split, dialect, Math.max(1, fileColumns), rejects);
        if (options.header() && split.start() == 0) {
            tokenizer.skipRecord();
        }
        return new CsvReader(tokenizer, columns, tokenizer.bad(), batchRowCount);
    }
}
