package dev.tarn.maintenance.reach;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Deletes files, a page of 1,000 with one call where the store can, not faster than the store
/// should bear, and counts them. A file that is not there is deleted. What fails is counted and
/// told, and does not keep others from being deleted.
///
/// Told by one thread; closing it waits for what was told.
public final class FileDeletion implements AutoCloseable {
    /// As many as S3 takes at once.
    public static final int PAGE = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FileDeletion.class);
    private static final long FILES_PER_SECOND = 5_000;

    private final FileIO io;
    private final int threads;
    private final Semaphore free;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<FileKind, Long> deleted = new EnumMap<>(FileKind.class);
    private List<TableFile> page = new ArrayList<>();
    private long bytes;
    private long failed;
    private @Nullable RuntimeException firstFailure;
    private long nextNanos = System.nanoTime();

    /// @param threads how many pages are deleted at the same time
    public FileDeletion(FileIO io, int threads) {
        this.io = io;
        this.threads = threads;
        this.free = new Semaphore(threads);
    }

    /// Has a file deleted, now or a little later.
    public void delete(TableFile file) {
        page.add(file);
        if (page.size() == PAGE) {
            submit();
        }
    }

    /// Waits until everything is deleted that was told.
    public void finish() {
        submit();
        free.acquireUninterruptibly(threads);
        free.release(threads);
    }

    private void submit() {
        if (page.isEmpty()) {
            return;
        }
        List<TableFile> full = page;
        page = new ArrayList<>();
        pause(full.size());
        free.acquireUninterruptibly();
        workers.execute(() -> {
            try {
                deletePage(full);
            } finally {
                free.release();
            }
        });
    }

    /// Keeps the rate; an interrupt ends the work between two pages.
    private void pause(int files) {
        long ahead = nextNanos - System.nanoTime();
        nextNanos =
                Math.max(nextNanos, System.nanoTime())
                        + files * TimeUnit.SECONDS.toNanos(1) / FILES_PER_SECOND;
        try {
            if (ahead > 0) {
                TimeUnit.NANOSECONDS.sleep(ahead);
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SqlException(
                    ErrorCode.USER_CANCELED, "Stopped while files were being deleted", null, e);
        }
    }

    private void deletePage(List<TableFile> files) {
        if (io instanceof SupportsBulkOperations bulk) {
            try {
                bulk.deleteFiles(files.stream().map(TableFile::location).toList());
                files.forEach(this::succeeded);
                return;
            } catch (RuntimeException e) {
                LOG.debug("event=page_not_deleted files={}, going on one by one", files.size(), e);
            }
        }
        for (TableFile file : files) {
            try {
                io.deleteFile(file.location());
                succeeded(file);
            } catch (RuntimeException e) {
                failed(file, e);
            }
        }
    }

    private synchronized void succeeded(TableFile file) {
        deleted.merge(file.kind(), 1L, Long::sum);
        bytes += file.bytes();
    }

    private synchronized void failed(TableFile file, RuntimeException e) {
        failed++;
        if (firstFailure == null) {
            firstFailure = e;
            LOG.warn("event=file_not_deleted location={}", file.location(), e);
        }
    }

    /// How many of that kind are deleted.
    public synchronized long count(FileKind kind) {
        return deleted.getOrDefault(kind, 0L);
    }

    /// How many are deleted, of all kinds.
    public synchronized long count() {
        return deleted.values().stream().mapToLong(Long::longValue).sum();
    }

    /// Of the deleted ones.
    public synchronized long bytes() {
        return bytes;
    }

    public synchronized long failedCount() {
        return failed;
    }

    /// @param whatNow what happens with those that are left
    /// @throws SqlException STORAGE_ERROR if some could not be deleted
    public synchronized void requireAllDeleted(String table, String whatNow) {
        if (failed > 0) {
            throw new SqlException(
                    ErrorCode.STORAGE_ERROR,
                    "%d of %d files of %s could not be deleted, the first because: %s; %s"
                            .formatted(
                                    failed,
                                    failed + count(),
                                    table,
                                    firstFailure == null ? "" : firstFailure.getMessage(),
                                    whatNow),
                    null,
                    firstFailure);
        }
    }

    @Override
    public void close() {
        workers.close();
    }
}
