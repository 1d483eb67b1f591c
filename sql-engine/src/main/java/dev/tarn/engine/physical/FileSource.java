package dev.tarn.engine.physical;

import org.apache.iceberg.Schema;

import java.util.List;
import java.util.Map;

/// Files to read in one format: their locations, the schema that their rows are read as, and the
/// options of COPY INTO by name in lower case, and what becomes of what cannot be read.
public record FileSource(
        List<String> locations,
        Format format,
        Schema schema,
        Map<String, String> options,
        Map<String, String> storeProperties,
        FileErrors errors) {
    public FileSource {
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
