package dev.tarn.storage.text;

import dev.tarn.storage.StorageException;

import org.apache.iceberg.Schema;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Guesses the types of CSV columns from the first records of some files.
final class CsvInference {
    private static final int MAX_SAMPLED_FILES = 10;
    private static final int BLOCK_ROWS = 512;

    private CsvInference() {}

    static Schema infer(List<InputFile> files, CsvOptions options) {
        List<String> names = List.of();
        InferredType[] types = {};
        int sampledFiles = Math.min(files.size(), MAX_SAMPLED_FILES);
        for (int i = 0; i < sampledFiles; i++) {
            TextSplit whole = TextSplits.whole(files.get(i));
            CsvDialect dialect = CsvDialect.of(whole, options);
            CsvHeader header = CsvHeader.read(whole, options, dialect);
            if (header.names().isEmpty()) {
                continue;
            }
            if (names.isEmpty()) {
                names = header.names();
                types = new InferredType[names.size()];
                Arrays.fill(types, InferredType.NONE);
            }
            int[] ordinals = ordinals(names, header, whole.location());
            int rows = Math.max(1, options.sampleRowCount() / sampledFiles);
            sample(whole, options, dialect, ordinals, types, rows);
        }
        if (names.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "No columns to be found: %s"
                            .formatted(
                                    files.isEmpty()
                                            ? "there is no file"
                                            : files.getFirst().location() + " is empty"));
        }
        return schema(names, types);
    }

    private static int[] ordinals(List<String> names, CsvHeader header, String location) {
        if (header.names().size() != names.size()) {
            throw new StorageException(
                    StorageException.Kind.BAD_VALUE,
                    "%s has %d columns %s, but the files before it have %d: %s"
                            .formatted(
                                    location,
                                    header.names().size(),
                                    header.names(),
                                    names.size(),
                                    names));
        }
        int[] ordinals = new int[names.size()];
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = header.ordinal(names.get(i), location);
        }
        return ordinals;
    }

    private static void sample(
            TextSplit whole,
            CsvOptions options,
            CsvDialect dialect,
            int[] ordinals,
            InferredType[] types,
            int maxRows) {
        NullStrings nulls = new NullStrings(options.nullStrings());
        try (CsvTokenizer tokenizer = new CsvTokenizer(whole, dialect, ordinals.length)) {
            if (options.header()) {
                tokenizer.skipRecord();
            }
            int rows = 0;
            while (rows < maxRows) {
                FieldBlock block = tokenizer.next(Math.min(BLOCK_ROWS, maxRows - rows));
                if (block.rowCount == 0) {
                    return;
                }
                rows += block.rowCount;
                for (int column = 0; column < ordinals.length; column++) {
                    types[column] = types[column].with(inferred(block, ordinals[column], nulls));
                }
            }
        }
    }

    private static InferredType inferred(FieldBlock block, int ordinal, NullStrings nulls) {
        InferredType type = InferredType.NONE;
        for (int row = 0; row < block.rowCount && type != InferredType.STRING; row++) {
            int index = block.index(row, ordinal);
            int from = block.start(index);
            int to = block.end(index);
            if (!nulls.matches(block.data, from, to)) {
                type = type.with(InferredType.of(block.data, from, to));
            }
        }
        return type;
    }

    private static Schema schema(List<String> names, InferredType[] types) {
        List<Types.NestedField> columns = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            Type type = types[i].icebergType();
            columns.add(Types.NestedField.optional(i + 1, names.get(i), type));
        }
        return new Schema(columns);
    }
}
