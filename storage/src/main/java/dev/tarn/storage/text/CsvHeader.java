package dev.tarn.storage.text;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.storage.StorageException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The names of a CSV file's columns: of its first record, or `column1`, `column2`, … without a
/// header or where a name is empty (as in the index column that pandas writes). A name that comes
/// twice is refused.
record CsvHeader(List<String> names) {
    CsvHeader {
        names = List.copyOf(names);
    }

    /// Reads the header of `file`; no names where the file is empty.
    static CsvHeader read(TextSplit whole, CsvOptions options, CsvDialect dialect) {
        int count;
        try (CsvTokenizer tokenizer = new CsvTokenizer(whole, dialect, 1)) {
            count = tokenizer.peekFieldCount();
        }
        if (count == 0) {
            return new CsvHeader(List.of());
        }
        return options.header()
                ? new CsvHeader(named(whole, options, dialect, count))
                : new CsvHeader(numbered(count));
    }

    private static List<String> numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add("column" + i);
        }
        return names;
    }

    private static List<String> named(
            TextSplit whole, CsvOptions options, CsvDialect dialect, int count) {
        List<String> names = new ArrayList<>();
        try (CsvTokenizer tokenizer = new CsvTokenizer(whole, dialect, count)) {
            FieldBlock block = tokenizer.next(1);
            NullStrings nulls = new NullStrings(List.of());
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < count; i++) {
                DataType.Field field = new DataType.Field("header " + (i + 1), DataType.STRING);
                CsvColumn column = new CsvColumn(field, false, i, options, dialect, nulls);
                BytesVector value = (BytesVector) column.read(block, tokenizer.bad());
                String written = value.string(0).strip();
                String name = written.isEmpty() ? "column" + (i + 1) : written;
                String key = name.toLowerCase(Locale.ROOT);
                if (!seen.add(key)) {
                    throw new StorageException(
                            StorageException.Kind.BAD_VALUE,
                            "Header of %s has %s again as name of column %d; names must differ (or set header to false)"
                                    .formatted(whole.location(), name, i + 1));
                }
                names.add(name);
            }
        }
        return names;
    }

    /// The ordinal of the column called `name`, in any case.
    ///
    /// @throws StorageException where there is none
    int ordinal(String name, String location) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new StorageException(
                StorageException.Kind.BAD_VALUE,
                "No column %s in the header of %s; it has %s".formatted(name, location, names));
    }
}
