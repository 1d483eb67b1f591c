package dev.tarn.storage.text;

import dev.tarn.storage.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;

/// How a JSON-lines file is read: patterns of `DateTimeFormatter` for dates and timestamps that are
/// not ISO 8601, and how many records are looked at when types are inferred.
public record JsonOptions(
        @Nullable String dateFormat, @Nullable String timestampFormat, int sampleRowCount) {
    public static final JsonOptions DEFAULT = new JsonOptions(null, null, 20_480);

    /// The options of COPY INTO: `date_format`, `timestamp_format`, `sample_rows`; they mean what
    /// they mean for CSV.
    ///
    /// @throws StorageException UNSUPPORTED for an unknown name, BAD_VALUE for an impossible value
    public static JsonOptions of(Map<String, String> options) {
        Map<String, String> unknown = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        unknown.putAll(options);
        unknown.remove("date_format");
        unknown.remove("timestamp_format");
        unknown.remove("sample_rows");
        if (!unknown.isEmpty()) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "JSON option %s is not known; there are date_format, timestamp_format, sample_rows"
                            .formatted(unknown.keySet()));
        }
        CsvOptions shared = CsvOptions.of(options);
        return new JsonOptions(
                shared.dateFormat(), shared.timestampFormat(), shared.sampleRowCount());
    }
}
