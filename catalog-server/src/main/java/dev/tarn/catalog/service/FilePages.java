package dev.tarn.catalog.service;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsBulkOperations;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Deletes files page by page, not faster than the store should bear. A file that is not there is
/// deleted. For one thread.
final class FilePages {
    static final int PAGE = 1_000;
    private static final long FILES_PER_SECOND = 5_000;

    private final FileIO io;
    private final LongConsumer sleepMillis;

    FilePages(FileIO io, LongConsumer sleepMillis) {
        this.io = io;
        this.sleepMillis = sleepMillis;
    }

    /// Deletes all of `files`, at most a page.
    void delete(List<String> files) {
        if (files.isEmpty()) {
            return;
        }
        long start = System.nanoTime();
        if (io instanceof SupportsBulkOperations bulk) {
            bulk.deleteFiles(files);
        } else {
            files.forEach(io::deleteFile);
        }
        long tookMillis = (System.nanoTime() - start) / 1_000_000;
        long ahead = files.size() * 1_000L / FILES_PER_SECOND - tookMillis;
        if (ahead > 0) {
            sleepMillis.accept(ahead);
        }
    }

    static List<List<String>> pages(List<String> files) {
        List<List<String>> pages = new ArrayList<>();
        for (int from = 0; from < files.size(); from += PAGE) {
            pages.add(files.subList(from, Math.min(files.size(), from + PAGE)));
        }
        return pages;
    }
}
