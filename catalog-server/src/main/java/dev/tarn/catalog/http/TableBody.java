package dev.tarn.catalog.http;

import dev.tarn.catalog.access.Delegated;
import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.service.LoadedTable;

import org.apache.iceberg.Labels;
import org.apache.iceberg.LabelsParser;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.apache.iceberg.rest.responses.LoadTableResponse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// A loadTable answer: as an object for callers in the process, as bytes for the wire. The bytes
/// embed the metadata's own JSON, so that a load parses and prints nothing.
///
/// @param delegated what the client is told besides, so that it gets at the files
public record TableBody(LoadedTable table, SnapshotMode mode, Delegated delegated) {

    /// Table property and client setting: `client` or `server`.
    private static final String PLANNING_MODE = RESTCatalogProperties.SCAN_PLANNING_MODE;

    /// Which snapshots a client asked for.
    public enum SnapshotMode {
        ALL,
        REFS
    }

    TableBody(LoadedTable table, SnapshotMode mode) {
        this(table, mode, Delegated.NONE);
    }

    public LoadTableResponse response() {
        return LoadTableResponse.builder()
                .withTableMetadata(mode == SnapshotMode.ALL ? table.metadata() : table.refsOnly())
                .withLabels(labels())
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
        out.writeBytes(",\"config\":".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(RestJson.write(config()));
        writeAccess(out);
        Labels labels = labels();
        if (!labels.isEmpty()) {
            out.writeBytes(",\"labels\":".getBytes(StandardCharsets.UTF_8));
            out.writeBytes(LabelsParser.toJson(labels).getBytes(StandardCharsets.UTF_8));
        }
        out.write('}');
        return out.toByteArray();
    }

    private void writeAccess(ByteArrayOutputStream out) {
        if (!delegated.credentials().isEmpty()) {
            out.writeBytes(",\"storage-credentials\":".getBytes(StandardCharsets.UTF_8));
            out.writeBytes(RestJson.write(delegated.credentials()));
        }
        if (!delegated.signingProperties().isEmpty()) {
            out.writeBytes(",\"remote-signing-config\":".getBytes(StandardCharsets.UTF_8));
            out.writeBytes(RestJson.write(Map.of("properties", delegated.signingProperties())));
        }
    }

    private Labels labels() {
        return ObjectLabels.of(table.metadata().properties());
    }

    /// What clients on the wire are told for this table, which overrides their own settings.
    /// Callers in the process plan for themselves.
    private Map<String, String> config() {
        String mode = table.metadata().properties().get(PLANNING_MODE);
        boolean isKnown = "client".equals(mode) || "server".equals(mode);
        if (!isKnown) {
            return delegated.config();
        }
        Map<String, String> config = new HashMap<>(delegated.config());
        config.put(PLANNING_MODE, mode);
        return config;
    }
}
