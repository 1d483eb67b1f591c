package dev.tarn.engine.command;

import dev.tarn.engine.statement.RowRequest;
import dev.tarn.engine.statement.RowRequest.Appended;
import dev.tarn.engine.statement.RowRequest.RowKey;

import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/// Which requests a table has the rows of: each snapshot says it of its own, in its summary, as
/// `key:content:rows` with commas between, so that rows and keys are there together or not at all.
///
/// Snapshots of the last [#REMEMBERED] that lead to the current one are looked at. Keys of those
/// that expire or are rolled back are forgotten, with the rows in the latter case.
final class RowKeys {
    /// In the summary of a snapshot: the requests whose rows it brought.
    static final String SUMMARY = "tarn.request-keys";

    static final Duration REMEMBERED = Duration.ofHours(24);

    private RowKeys() {}

    /// The entry of a snapshot with the rows of `requests`; empty where none has a key.
    static String text(List<RowRequest> requests) {
        return requests.stream()
                .filter(request -> request.key() != null)
                .map(RowKeys::entry)
                .collect(Collectors.joining(","));
    }

    private static String entry(RowRequest request) {
        RowKey key = request.key();
        return key == null
                ? ""
                : "%s:%s:%d".formatted(key.hash(), key.content(), request.rowCount());
    }

    /// What the snapshots from `head` back say of the keys with the hashes `wanted`.
    ///
    /// @param snapshots gives a snapshot by its id, null for one that is not there any more
    /// @param until the snapshot to stop before; null for none
    static Map<String, Appended> find(
            @Nullable Snapshot head,
            LongFunction<@Nullable Snapshot> snapshots,
            Set<String> wanted,
            @Nullable Long until,
            long nowMillis) {
        Map<String, Appended> found = new HashMap<>();
        long since = nowMillis - REMEMBERED.toMillis();
        Snapshot snapshot = wanted.isEmpty() ? null : head;
        while (snapshot != null
                && snapshot.timestampMillis() >= since
                && (until == null || snapshot.snapshotId() != until)) {
            add(snapshot, wanted, found);
            Long parent = snapshot.parentId();
            snapshot = parent == null ? null : snapshots.apply(parent);
        }
        return found;
    }

    private static void add(Snapshot snapshot, Set<String> wanted, Map<String, Appended> found) {
        String text = snapshot.summary().get(SUMMARY);
        if (text == null) {
            return;
        }
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.split(":", -1);
            if (parts.length == 3 && wanted.contains(parts[0])) {
                long rows = Long.parseLong(parts[2]);
                found.put(parts[0], new Appended(rows, snapshot.snapshotId(), parts[1], true));
            }
        }
    }
}
