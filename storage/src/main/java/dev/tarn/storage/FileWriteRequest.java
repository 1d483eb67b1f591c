package dev.tarn.storage;

import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.io.OutputFile;

import java.util.Map;

/// What to write to: a file that does not exist yet, its columns with their field ids, and table
/// properties (`write.parquet.…` and their like) that say how.
public record FileWriteRequest(
        OutputFile file, Schema schema, Map<String, String> properties, MetricsConfig metrics) {

    /// The property `name` as a number, or `fallback`.
    ///
    /// @throws StorageException BAD_VALUE if it is not a number above 0
    public int number(String name, int fallback) {
        String text = properties.get(name);
        if (text == null) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw bad(name, text);
        }
        throw bad(name, text);
    }

    private static StorageException bad(String name, String text) {
        return new StorageException(
                StorageException.Kind.BAD_VALUE,
                "Table property %s is '%s', not a number from 1 to %d"
                        .formatted(name, text, Integer.MAX_VALUE));
    }
}
