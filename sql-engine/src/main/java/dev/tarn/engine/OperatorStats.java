package dev.tarn.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one node of a query's plan has done up to one moment, and those below it.
///
/// `name` is its kind and `details` the rest of its line in EXPLAIN, cut where it is long;
/// `estimatedRows` is -1 where nothing is known; `rows` and `batches` are what it gave to the node
/// above. `wall` is how long workers were in it, all added up, and `cpu` its part of their
/// processor time. `peakMemoryBytes` is the most that its structures have reserved at one moment.
/// `scan` has the counters of [dev.tarn.storage.ScanCounters] by name; empty for what is not a scan
/// of a table.
public record OperatorStats(
        String name,
        String details,
        double estimatedRows,
        long rows,
        long batches,
        Duration cpu,
        Duration wall,
        long peakMemoryBytes,
        long spilledBytes,
        Map<String, Long> scan,
        List<OperatorStats> inputs) {
    public OperatorStats {
        scan = Collections.unmodifiableMap(new LinkedHashMap<>(scan));
        inputs = List.copyOf(inputs);
    }
}
