package dev.tarn.server.http;

import dev.tarn.storage.io.s3.StoreRequests;
import dev.tarn.storage.io.s3.StoreRequests.Count;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import java.util.List;
import java.util.function.ToLongFunction;

/// Requests to S3 in `/metrics`, by operation: `tarn_s3_requests_total`, of these
/// `tarn_s3_failures_total`, and the bytes of their bodies. Thread-safe.
///
/// @param requests whose counts are shown when they are asked for
record StoreMetrics(StoreRequests requests) implements MeterBinder {
    private static final List<String> OPERATIONS =
            List.of(
                    "GetObject",
                    "HeadObject",
                    "PutObject",
                    "CreateMultipartUpload",
                    "UploadPart",
                    "CompleteMultipartUpload",
                    "AbortMultipartUpload",
                    "ListObjectsV2",
                    "DeleteObject",
                    "DeleteObjects");

    private static final Count NONE = new Count(0, 0, 0, 0);

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String operation : OPERATIONS) {
            add(registry, "tarn.s3.requests", "Attempts sent to S3", operation, Count::requests);
            add(
                    registry,
                    "tarn.s3.failures",
                    "Attempts that S3 refused or whose body broke off",
                    operation,
                    Count::failures);
        }
        add(registry, "tarn.s3.read.bytes", "Bytes received", "GetObject", Count::bytesRead);
        for (String operation : List.of("PutObject", "UploadPart")) {
            add(registry, "tarn.s3.written.bytes", "Bytes sent", operation, Count::bytesWritten);
        }
    }

    private void add(
            MeterRegistry registry,
            String name,
            String description,
            String operation,
            ToLongFunction<Count> value) {
        FunctionCounter.builder(
                        name,
                        requests,
                        counted ->
                                value.applyAsLong(counted.counts().getOrDefault(operation, NONE)))
                .description(description)
                .tag("operation", operation)
                .register(registry);
    }
}
