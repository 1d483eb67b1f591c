package dev.tarn.storage.io.s3;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// How often this process asked object stores for something, by operation as S3 names it
/// (`GetObject`, `PutObject`, …). Every attempt counts, so retries do too. Thread-safe.
///
/// Requests of clients that a configured factory of Iceberg's made (`client.factory`,
/// `s3.client-factory-impl`) are not seen.
public final class StoreRequests {
    /// Of the whole process.
    public static final StoreRequests SHARED = new StoreRequests();

    private final Map<String, Adders> byOperation = new ConcurrentHashMap<>();

    StoreRequests() {}

    /// @param requests attempts sent
    /// @param failures of these: answered 4xx or 5xx, or with a body that broke off
    /// @param bytesRead of bodies received
    /// @param bytesWritten of bodies sent
    public record Count(long requests, long failures, long bytesRead, long bytesWritten) {}

    private record Adders(
            LongAdder requests, LongAdder failures, LongAdder read, LongAdder written) {
        Adders() {
            this(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
        }

        Count sum() {
            return new Count(requests.sum(), failures.sum(), read.sum(), written.sum());
        }
    }

    /// What was counted up to now, by operation.
    public Map<String, Count> counts() {
        Map<String, Count> counts = new TreeMap<>();
        byOperation.forEach((operation, adders) -> counts.put(operation, adders.sum()));
        return counts;
    }

    private Adders of(String operation) {
        return byOperation.computeIfAbsent(operation, name -> new Adders());
    }

    void sent(String operation) {
        of(operation).requests().increment();
    }

    void failed(String operation) {
        of(operation).failures().increment();
    }

    void read(String operation, long bytes) {
        of(operation).read().add(bytes);
    }

    void written(String operation, long bytes) {
        of(operation).written().add(bytes);
    }
}
