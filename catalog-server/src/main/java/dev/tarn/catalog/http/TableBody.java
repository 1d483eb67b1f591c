package dev.tarn.catalog.http;

import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.service.LoadedTable;

import org.apache.iceberg.rest.responses.LoadTableResponse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A loadTable answer: as an object for callers in the process, as bytes for the wire. The bytes
/// embed the metadata's own JSON, so that a load parses and prints nothing.
public record TableBody(LoadedTable table, SnapshotMode mode) {

    /// Which snapshots a client asked for.
    public enum SnapshotMode {
        ALL,
        REFS
    }

    public LoadTableResponse response() {
        return LoadTableResponse.builder()
                .withTableMetadata(mode == SnapshotMode.ALL ? table.metadata() : table.refsOnly())
                .build();
    }

    byte[] json() {
        byte[] metadata = mode == SnapshotMode.ALL ? table.json() : table.refsJson();
        ByteArrayOutputStream out = new ByteArrayOutputStream(metadata.length + 256);
        out.write('{');
        String location = table.metadataLocation();
        if (location != null) {
            out.writeBytes("\"metadata-location\":".getBytes(StandardCharsets.UTF_8));
            out.writeBytes(RestJson.write(location));
            out.write(',');
        }
        out.writeBytes("\"metadata\":".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(metadata);
        out.writeBytes(",\"config\":{}}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }
}
