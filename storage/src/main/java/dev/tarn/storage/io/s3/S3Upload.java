package dev.tarn.storage.io.s3;

import dev.tarn.storage.StorageException;
import dev.tarn.storage.StorageException.Kind;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CompletedPart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/// One multipart upload. Parts go up on virtual threads out of a ring of buffers: the one being
/// filled and two under way, beyond which the writer waits. One thread fills.
final class S3Upload {
    private static final int MOST_PARTS = 10_000;
    private static final int UNDER_WAY = 2;

    private final S3Writes writes;
    private final String id;
    private final Semaphore ring = new Semaphore(UNDER_WAY);
    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<CompletedPart> done = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private int partCount;

    private S3Upload(S3Writes writes, String id) {
        this.writes = writes;
        this.id = id;
    }

    static S3Upload start(S3Writes writes) {
        return new S3Upload(writes, writes.createUpload());
    }

    /// A buffer of a part's size, to be filled and sent.
    byte[] nextBuffer() {
        byte[] used = free.poll();
        return used != null && used.length == writes.partBytes()
                ? used
                : new byte[writes.partBytes()];
    }

    /// Sends the first `count` bytes of `bytes`, which belongs to the upload from now on. Waits
    /// while two parts are under way.
    ///
    /// @throws RuntimeException with which an earlier part failed
    void send(byte[] bytes, int count) {
        if (partCount == MOST_PARTS) {
            throw new StorageException(
                    Kind.IO,
                    "Cannot write %s: it has more than %d parts of %d bytes; raise s3.multipart.part-size-bytes"
                            .formatted(writes.location(), MOST_PARTS, writes.partBytes()));
        }
        S3Store.acquire(ring, writes.location());
        rethrow();
        int number = ++partCount;
        Thread.ofVirtual()
                .name("s3-upload")
                .start(() -> {
                    try {
                        done.add(writes.uploadPart(id, number, bytes, count));
                        free.add(bytes);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    } finally {
                        ring.release();
                    }
                });
    }

    private void rethrow() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            ring.release();
            throw failed;
        }
    }

    /// Waits for all parts and makes the object of them.
    void complete() {
        ring.acquireUninterruptibly(UNDER_WAY);
        ring.release(UNDER_WAY);
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        List<CompletedPart> parts = new ArrayList<>(done);
        parts.sort(Comparator.comparing(CompletedPart::partNumber));
        writes.completeUpload(id, parts);
    }

    /// Gives the upload up. Waits for parts under way first: one that arrives later would stay in
    /// the store, unseen and paid for.
    void abort(RuntimeException why) {
        ring.acquireUninterruptibly(UNDER_WAY);
        ring.release(UNDER_WAY);
        try {
            writes.abortUpload(id);
        } catch (RuntimeException e) {
            if (e != why) {
                why.addSuppressed(e);
            }
        }
    }
}
