package dev.tarn.engine.physical;

import org.apache.iceberg.Schema;

import java.util.List;
import java.util.Map;

/// Files to read in one format.
///
/// @param schema the columns to read: by name where the format has names, else all by position
/// @param names the columns that each file must have where it names them; empty for any
/// @param options of COPY INTO, by name in lower case
/// @param errors what becomes of what cannot be read
public record FileSource(
        List<String> locations,
        Format format,
        Schema schema,
        List<String> names,
        Map<String, String> options,
        Map<String, String> storeProperties,
        FileErrors errors) {
    public FileSource {
        names = List.copyOf(names);
        locations = List.copyOf(locations);
        options = Map.copyOf(options);
        storeProperties = Map.copyOf(storeProperties);
    }

    /// The same, where anything that cannot be read is an error.
    public FileSource(
            List<String> locations,
            Format format,
            Schema schema,
            Map<String, String> options,
            Map<String, String> storeProperties) {
        this(
                locations,
                format,
                schema,
                List.of(),
                options,
                storeProperties,
                new FileErrors(FileErrors.Policy.ABORT));
    }

    /// The formats that COPY INTO reads.
    public enum Format {
        CSV,
        JSON,
        PARQUET,
        ORC,
        AVRO
    }
}
