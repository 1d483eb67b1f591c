package dev.tarn.storage.text;

import dev.tarn.storage.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How a CSV file is written.
///
/// `header`: the first record has the column names. `delimiter`, `quote` and `escape` are single
/// bytes; `escape` is what stands before a quote inside quotes (the quote itself by default);
/// `delimiter` 0 means a tab for files whose name ends in `.tsv` and a comma for all others.
/// `nullStrings` mean NULL; an empty field does always, quotes around it make it an empty text.
/// `dateFormat` and `timestampFormat` are patterns of `DateTimeFormatter` for values that are not
/// ISO 8601. `sampleRowCount` records are looked at when types are inferred.
public record CsvOptions(
        boolean header,
        byte delimiter,
        byte quote,
        byte escape,
        List<String> nullStrings,
        @Nullable String dateFormat,
        @Nullable String timestampFormat,
        int sampleRowCount) {
    /// A header, commas or tabs by suffix, double quotes, NULL for nothing, ISO dates.
    public static final CsvOptions DEFAULT =
            new CsvOptions(true, (byte) 0, (byte) '"', (byte) '"', List.of(), null, null, 20_480);

    private static final String ACCEPTED =
            "header, delimiter, quote, escape, null, date_format, timestamp_format, sample_rows,"
                    + " encoding";

    public CsvOptions {
        nullStrings = List.copyOf(nullStrings);
        if (delimiter < 0 || quote < 0 || escape < 0) {
            throw bad("delimiter, quote and escape must be ASCII characters");
        }
        if (delimiter == quote
                || isLineEnd(delimiter)
                || isLineEnd(quote)
                || isLineEnd(escape)
                || delimiter != 0 && delimiter == escape) {
            throw bad("delimiter, quote and line end must differ");
        }
        if (sampleRowCount < 1) {
            throw bad("sample_rows must be positive, not " + sampleRowCount);
        }
    }

    /// The options of COPY INTO: `header` (true, false), `delimiter` (or `field_delimiter`, `sep`),
    /// `quote`, `escape`, `null` (texts that mean NULL, separated by commas), `date_format`,
    /// `timestamp_format`, `sample_rows`, `encoding` (UTF-8). Names are case-insensitive; `\t` is a
    /// tab.
    ///
    /// @throws StorageException UNSUPPORTED for an unknown name, BAD_VALUE for an impossible value
    public static CsvOptions of(Map<String, String> options) {
        Map<String, String> rest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        rest.putAll(options);
        String delimiter = take(rest, "delimiter", "field_delimiter", "sep");
        String quote = take(rest, "quote");
        String escape = take(rest, "escape");
        byte quoteByte = quote == null ? DEFAULT.quote : character("quote", quote);
        String header = take(rest, "header");
        String nulls = take(rest, "null", "nulls", "null_strings");
        String sample = take(rest, "sample_rows");
        String encoding = take(rest, "encoding");
        CsvOptions parsed =
                new CsvOptions(
                        header == null ? DEFAULT.header : flag("header", header),
                        delimiter == null ? 0 : character("delimiter", delimiter),
                        quoteByte,
                        escape == null ? quoteByte : character("escape", escape),
                        nulls == null ? List.of() : List.of(nulls.split(",", -1)),
                        pattern("date_format", take(rest, "date_format")),
                        pattern("timestamp_format", take(rest, "timestamp_format")),
                        sample == null ? DEFAULT.sampleRowCount : number("sample_rows", sample));
        if (encoding != null && !encoding.matches("(?i)utf-?8")) {
            throw bad("encoding '%s' is not supported; files must be UTF-8".formatted(encoding));
        }
        if (!rest.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "CSV option %s is not known; there are %s"
                            .formatted(new ArrayList<>(rest.keySet()), ACCEPTED));
        }
        return parsed;
    }

    /// The delimiter of the file at `location`.
    byte delimiterOf(String location) {
        if (delimiter != 0) {
            return delimiter;
        }
        String name = TextCompression.withoutSuffix(location).toLowerCase(Locale.ROOT);
        return (byte) (name.endsWith(".tsv") || name.endsWith(".tab") ? '\t' : ',');
    }

    /// These options with another header flag.
    public CsvOptions withHeader(boolean present) {
        return new CsvOptions(
                present,
                delimiter,
                quote,
                escape,
                nullStrings,
                dateFormat,
                timestampFormat,
                sampleRowCount);
    }

    /// These options with `texts` meaning NULL too.
    public CsvOptions withNullStrings(List<String> texts) {
        return new CsvOptions(
                header,
                delimiter,
                quote,
                escape,
                texts,
                dateFormat,
                timestampFormat,
                sampleRowCount);
    }

    private static @Nullable String take(Map<String, String> options, String... names) {
        String value = null;
        for (String name : names) {
            String removed = options.remove(name);
            value = removed == null ? value : removed;
        }
        return value;
    }

    private static byte character(String name, String value) {
        String text = value.equals("\\t") ? "\t" : value;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length != 1) {
            throw bad("%s must be one ASCII character, not '%s'".formatted(name, value));
        }
        return bytes[0];
    }

    private static boolean flag(String name, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw bad("%s must be true or false, not '%s'".formatted(name, value));
        };
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw bad("%s must be a number, not '%s'".formatted(name, value));
        }
    }

    private static @Nullable String pattern(String name, @Nullable String value) {
        try {
            return value == null ? null : formatter(value) == null ? null : value;
        } catch (IllegalArgumentException e) {
            throw bad("%s '%s' is no date pattern: %s".formatted(name, value, e.getMessage()));
        }
    }

    static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withResolverStyle(ResolverStyle.SMART);
    }

    private static boolean isLineEnd(byte value) {
        return value == '\n' || value == '\r';
    }

    private static StorageException bad(String message) {
        return new StorageException(StorageException.Kind.BAD_VALUE, "CSV option " + message);
    }
}
