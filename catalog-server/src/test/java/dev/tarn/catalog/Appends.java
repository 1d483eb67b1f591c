package dev.tarn.catalog;

import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The commit of a snapshot that follows a known history, as a client sends it. The catalog does
/// not look into manifest lists, so there need not be a file behind it.
final class Appends {
    private Appends() {}

    /// @param location of the table
    /// @param history ids of all snapshots before, the last one the current
    static String body(String location, List<Long> history, long snapshot) {
        return body(location, history, snapshot, "");
    }

    /// The same with a statistics file, so that there is a file that goes with the table.
    static String withStatistics(String location, List<Long> history, long snapshot) {
        String statistics =
                """
                ,{"action":"set-statistics","statistics":{"snapshot-id":%d,"statistics-path":"%s",
                  "file-size-in-bytes":4,"file-footer-size-in-bytes":4,"blob-metadata":[]}}\
                """
                        .formatted(snapshot, statisticsFile(location, snapshot));
        return body(location, history, snapshot, statistics);
    }

    static String statisticsFile(String location, long snapshot) {
        return location + "/metadata/stats-" + snapshot + ".puffin";
    }

    static String manifestList(String location, long snapshot) {
        return location + "/metadata/snap-" + snapshot + ".avro";
    }

    /// What Iceberg writes for an append of nothing, taken from a table made for it.
    static byte[] emptyManifestList(RESTCatalog catalog, Namespace namespace) {
        Table table =
                catalog.createTable(
                        TableIdentifier.of(namespace, "template"), RunningCatalog.SCHEMA);
        table.newAppend().commit();
        try {
            return Files.readAllBytes(
                    Path.of(URI.create(table.currentSnapshot().manifestListLocation())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The files behind a commit with statistics.
    static void writeFiles(String location, long snapshot, byte[] manifestList) {
        RichTable.file(statisticsFile(location, snapshot));
        try {
            Files.write(Path.of(URI.create(manifestList(location, snapshot))), manifestList);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(String location, List<Long> history, long snapshot, String more) {
        boolean isFirst = history.isEmpty();
        String parent = isFirst ? "null" : Long.toString(history.getLast());
        return """
        {"requirements":[{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":%s}],
         "updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":%d,%s
          "sequence-number":%d,"timestamp-ms":%d,"schema-id":0,
          "manifest-list":"%s","summary":{"operation":"append"}}},
          {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":%d}%s]}\
        """
                .formatted(
                        parent,
                        snapshot,
                        isFirst ? "" : "\"parent-snapshot-id\":" + parent + ",",
                        history.size() + 1,
                        System.currentTimeMillis(),
                        manifestList(location, snapshot),
                        snapshot,
                        more);
    }
}
