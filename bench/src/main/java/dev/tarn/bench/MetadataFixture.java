package dev.tarn.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Metadata files of tables with long histories, written as text: a snapshot is about 400 bytes.
final class MetadataFixture {
    private static final String SNAPSHOT =
            """
            {"sequence-number":%d,"snapshot-id":%d%s,"timestamp-ms":%d,"summary":\
            {"operation":"append","added-data-files":"1","added-records":"1000",\
            "added-files-size":"123456","changed-partition-count":"1","total-records":"%d",\
            "total-files-size":"%d","total-data-files":"%d","total-delete-files":"0",\
            "total-position-deletes":"0","total-equality-deletes":"0"},\
            "manifest-list":"%s/metadata/snap-%d-1-aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee.avro",\
            "schema-id":0}\
            """;

    private MetadataFixture() {}

    /// Writes the metadata of a table at `location` with so many snapshots; returns the file.
    static String write(Path directory, String location, int snapshots, String uuid)
            throws IOException {
        Path file = directory.resolve("metadata").resolve("00000-" + uuid + ".metadata.json");
        Files.createDirectories(file.getParent());
        long base = System.currentTimeMillis() - snapshots;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(
                    """
                    {"format-version":2,"table-uuid":"%s","location":"%s",
                    "last-sequence-number":%d,"last-updated-ms":%d,"last-column-id":1,
                    "current-schema-id":0,"schemas":[{"type":"struct","schema-id":0,"fields":\
                    [{"id":1,"name":"id","required":true,"type":"long"}]}],"default-spec-id":0,
                    "partition-specs":[{"spec-id":0,"fields":[]}],"last-partition-id":999,
                    "default-sort-order-id":0,"sort-orders":[{"order-id":0,"fields":[]}],
                    "properties":{},"current-snapshot-id":%d,
                    "refs":{"main":{"snapshot-id":%d,"type":"branch"}},"snapshots":[\
                    """
                            .formatted(
                                    uuid,
                                    location,
                                    snapshots,
                                    base + snapshots,
                                    snapshots,
                                    snapshots));
            for (int i = 1; i <= snapshots; i++) {
                String parent = i == 1 ? "" : ",\"parent-snapshot-id\":" + (i - 1);
                out.write(i == 1 ? "" : ",");
                out.write(
                        SNAPSHOT.formatted(
                                i, i, parent, base + i, i * 1000L, i * 123456L, i, location, i));
            }
            out.write("],\"snapshot-log\":[");
            for (int i = 1; i <= snapshots; i++) {
                out.write(i == 1 ? "" : ",");
                out.write("{\"timestamp-ms\":%d,\"snapshot-id\":%d}".formatted(base + i, i));
            }
            out.write("],\"statistics\":[],\"partition-statistics\":[],\"metadata-log\":[]}");
        }
        return file.toUri().toString().replace("file:///", "file:/");
    }
}
