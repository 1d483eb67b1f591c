package dev.tarn.catalog;

import java.util.List;

/// The commit of a snapshot that follows a known history, as a client sends it. The catalog does
/// not look into manifest lists, so there is no file behind it.
final class Appends {
    private Appends() {}

    /// @param location of the table
    /// @param history ids of all snapshots before, the last one the current
    static String body(String location, List<Long> history, long snapshot) {
        boolean isFirst = history.isEmpty();
        String parent = isFirst ? "null" : Long.toString(history.getLast());
        return """
        {"requirements":[{"type":"assert-ref-snapshot-id","ref":"main","snapshot-id":%s}],
         "updates":[{"action":"add-snapshot","snapshot":{"snapshot-id":%d,%s
          "sequence-number":%d,"timestamp-ms":%d,"schema-id":0,
          "manifest-list":"%s/metadata/snap-%d.avro","summary":{"operation":"append"}}},
          {"action":"set-snapshot-ref","ref-name":"main","type":"branch","snapshot-id":%d}]}\
        """
                .formatted(
                        parent,
                        snapshot,
                        isFirst ? "" : "\"parent-snapshot-id\":" + parent + ",",
                        history.size() + 1,
                        System.currentTimeMillis(),
                        location,
                        snapshot,
                        snapshot);
    }
}
