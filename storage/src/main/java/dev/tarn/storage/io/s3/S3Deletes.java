package dev.tarn.storage.io.s3;

import dev.tarn.storage.io.remote.StoreFailures;

import org.apache.iceberg.io.BulkDeletionFailureException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.Tag;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Removes objects, in batches of `s3.delete.batch-size`, as `s3.delete.tags.*` and
/// `s3.delete-enabled` have it: tagged first, for stores whose own rules remove what is tagged,
/// then deleted unless that is switched off. One thread.
final class S3Deletes {
    private static final Logger LOG = LoggerFactory.getLogger(S3Deletes.class);

    /// More would meet the store's limit for one prefix.
    private static final int MOST_BATCHES = 4;

    private final S3Store store;
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> firstFailure =
            new AtomicReference<>();

    S3Deletes(S3Store store) {
        this.store = store;
    }

    /// Deletes one object; nothing happens where there is none.
    void delete(String location) {
        tag(location);
        if (store.settings.isDeleteEnabled()) {
            S3Uri uri = store.uri(location);
            store.client(location).deleteObject(r -> r.bucket(uri.bucket()).key(uri.key()));
        }
    }

    /// Deletes all, whatever fails meanwhile.
    ///
    /// @throws BulkDeletionFailureException if some are left, with the first failure suppressed
    void deleteAll(Iterable<String> locations) {
        Map<String, Map<String, String>> byBucket = new LinkedHashMap<>();
        Semaphore batches = new Semaphore(MOST_BATCHES);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String location : locations) {
                S3Uri uri = store.uri(location);
                Map<String, String> batch =
                        byBucket.computeIfAbsent(uri.bucket(), b -> new LinkedHashMap<>());
                batch.put(uri.key(), location);
                if (batch.size() == store.settings.deleteBatchSize()) {
                    byBucket.remove(uri.bucket());
                    submit(threads, batches, uri.bucket(), batch);
                }
            }
            byBucket.forEach((bucket, batch) -> submit(threads, batches, bucket, batch));
        }
        if (failed.get() > 0) {
            BulkDeletionFailureException failure = new BulkDeletionFailureException(failed.get());
            RuntimeException first = firstFailure.get();
            if (first != null) {
                failure.addSuppressed(first);
            }
            throw failure;
        }
    }

    private void submit(
            ExecutorService threads, Semaphore batches, String bucket, Map<String, String> batch) {
        S3Store.acquire(batches, bucket);
        threads.execute(() -> {
            try {
                deleteBatch(bucket, batch);
            } finally {
                batches.release();
            }
        });
    }

    /// @param batch locations by key
    private void deleteBatch(String bucket, Map<String, String> batch) {
        String any = batch.values().iterator().next();
        batch.values().forEach(this::tag);
        if (!store.settings.isDeleteEnabled()) {
            return;
        }
        List<ObjectIdentifier> keys = new ArrayList<>(batch.size());
        batch.keySet().forEach(key -> keys.add(ObjectIdentifier.builder().key(key).build()));
        try {
            DeleteObjectsResponse response =
                    store.client(any)
                            .deleteObjects(
                                    r -> r.bucket(bucket).delete(d -> d.objects(keys).quiet(true)));
            response.errors()
                    .forEach(error -> {
                        failed.incrementAndGet();
                        LOG.warn(
                                "Not deleted: bucket={} key={} code={}",
                                bucket,
                                error.key(),
                                error.code());
                    });
        } catch (SdkException e) {
            failed.addAndGet(batch.size());
            RuntimeException translated = StoreFailures.translate("delete", any, e);
            firstFailure.compareAndSet(null, translated);
            LOG.warn(
                    "Not deleted: bucket={} keys={} cause={}",
                    bucket,
                    batch.size(),
                    translated.getMessage());
        }
    }

    /// Adds the tags to those that the object has. An object that cannot be tagged is deleted all
    /// the same.
    private void tag(String location) {
        Set<Tag> wanted = store.settings.deleteTags();
        if (wanted == null || wanted.isEmpty()) {
            return;
        }
        S3Uri uri = store.uri(location);
        S3Client client = store.client(location);
        try {
            Set<Tag> tags =
                    new LinkedHashSet<>(
                            client.getObjectTagging(r -> r.bucket(uri.bucket()).key(uri.key()))
                                    .tagSet());
            tags.addAll(wanted);
            client.putObjectTagging(
                    r -> r.bucket(uri.bucket()).key(uri.key()).tagging(t -> t.tagSet(tags)));
        } catch (SdkException e) {
            LOG.warn("Not tagged: location={} cause={}", location, e.getMessage());
        }
    }
}
