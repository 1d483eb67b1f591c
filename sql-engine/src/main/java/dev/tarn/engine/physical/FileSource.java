package dev.tarn.engine.physical;

import org.apache.iceberg.Schema;

import java.util.List;
import java.util.Map;

/// Files to read in one format: their locations, the schema that their rows are read as, and the
/// options of COPY INTO by name in lower case.
public record FileSource(
        List<String> locations,
        Format format,
        Schema schema,
        Map<String, String> options,
        Map<String, String> storeProperties) {
    public FileSource {
        locations = List.copyOf(locations);
        options = Map.copyOf(options);
        storeProperties = Map.copyOf(storeProperties);
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
