package dev.tarn.catalog.http;

import dev.tarn.catalog.access.Delegated;
import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.service.LoadedTable;

import org.apache.iceberg.Labels;
import org.apache.iceberg.LabelsParser;
import org.apache.iceberg.rest.RESTCatalogProperties;
import org.apache.iceberg.rest.responses.LoadTableResponse;
import org.jspecify.annotations.Nullable;

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

    private static final byte[] LOCATION_FIELD =
            "\"metadata-location\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] METADATA_FIELD = "\"metadata\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONFIG_FIELD = ",\"config\":".getBytes(StandardCharsets.UTF_8);

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

    /// The whole answer.
    ///
    /// @throws IllegalStateException when the metadata is not in memory
    byte[] json() {
        byte[] metadata = metadata();
        if (metadata == null) {
            throw new IllegalStateException(
                    "Metadata is not in memory: " + table.metadataLocation());
        }
        byte[] head = head();
        byte[] tail = tail();
        byte[] all = new byte[Math.addExact(head.length + tail.length, metadata.length)];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(metadata, 0, all, head.length, metadata.length);
        System.arraycopy(tail, 0, all, head.length + metadata.length, tail.length);
        return all;
    }

    /// The metadata in between, or null when it is too long to be in memory: then it is
    /// [LoadedTable#text].
    byte @Nullable [] metadata() {
        return mode == SnapshotMode.ALL ? table.text().kept() : table.refsJson();
    }

    /// What comes before the metadata, as UTF-8 JSON.
    byte[] head() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write('{');
        String location = table.metadataLocation();
        if (location != null) {
            out.writeBytes(LOCATION_FIELD);
            out.writeBytes(RestJson.write(location));
            out.write(',');
        }
        out.writeBytes(METADATA_FIELD);
        return out.toByteArray();
    }

    /// What comes after it.
    byte[] tail() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(CONFIG_FIELD);
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
        return ObjectLabels.of(table.properties());
    }

    /// What clients on the wire are told for this table, which overrides their own settings.
    /// Callers in the process plan for themselves.
    private Map<String, String> config() {
        String mode = table.properties().get(PLANNING_MODE);
        boolean isKnown = "client".equals(mode) || "server".equals(mode);
        if (!isKnown) {
            return delegated.config();
        }
        Map<String, String> config = new HashMap<>(delegated.config());
        config.put(PLANNING_MODE, mode);
        return config;
    }
}
