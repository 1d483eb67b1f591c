package dev.tarn.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What one scan counts, level by level: what came in, and what was left out. Thread-safe.
public final class ScanCounters {
    /// Data files considered, and those left out by partition or by the bounds of the file.
    public final LongAdder files = new LongAdder();

    public final LongAdder skippedFiles = new LongAdder();

    /// Row groups looked at, and left out by their bounds, their dictionaries, their bloom filters,
    /// the bounds of all their pages, or bounds that became known while the scan ran.
    public final LongAdder rowGroups = new LongAdder();

    public final LongAdder skippedByBounds = new LongAdder();
    public final LongAdder skippedByDictionary = new LongAdder();
    public final LongAdder skippedByBloom = new LongAdder();
    public final LongAdder skippedByPages = new LongAdder();
    public final LongAdder skippedLive = new LongAdder();

    /// Rows of row groups that were read, those of them left out by the page index, and those of
    /// pieces left out by bounds that became known while the scan ran.
    public final LongAdder rows = new LongAdder();

    public final LongAdder rowsSkippedByPages = new LongAdder();
    public final LongAdder rowsSkippedLive = new LongAdder();

    /// Rows that deletes took away, and rows that the filter did.
    public final LongAdder deletedRows = new LongAdder();

    public final LongAdder filteredRows = new LongAdder();

    /// Rows that came out.
    public final LongAdder producedRows = new LongAdder();

    /// Pieces decoded.
    public final LongAdder pieces = new LongAdder();

    /// Data pages fetched, and those of them that were decompressed and decoded.
    public final LongAdder pages = new LongAdder();

    public final LongAdder openedPages = new LongAdder();

    /// Ranges of bytes asked for, of which neighbours are one request, their bytes, and the bytes
    /// that pages became.
    public final LongAdder ranges = new LongAdder();

    public final LongAdder bytesRead = new LongAdder();
    public final LongAdder bytesDecompressed = new LongAdder();

    /// Time that readers spent opening files and fetching, and drivers decoding and filtering.
    public final LongAdder fetchNanos = new LongAdder();

    public final LongAdder decodeNanos = new LongAdder();

    /// Vectors that were found decoded already, and those that were decoded although they could
    /// have been kept.
    public final LongAdder cacheHits = new LongAdder();

    public final LongAdder cacheMisses = new LongAdder();

    /// Row groups left out, for any reason.
    public long skippedRowGroups() {
        return skippedByBounds.sum()
                + skippedByDictionary.sum()
                + skippedByBloom.sum()
                + skippedByPages.sum()
                + skippedLive.sum();
    }

    /// All counters by name, in the order of a row's way.
    public Map<String, Long> values() {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("files", files.sum());
        values.put("skippedFiles", skippedFiles.sum());
        values.put("rowGroups", rowGroups.sum());
        values.put("skippedByBounds", skippedByBounds.sum());
        values.put("skippedByDictionary", skippedByDictionary.sum());
        values.put("skippedByBloom", skippedByBloom.sum());
        values.put("skippedByPages", skippedByPages.sum());
        values.put("skippedLive", skippedLive.sum());
        values.put("rows", rows.sum());
        values.put("rowsSkippedByPages", rowsSkippedByPages.sum());
        values.put("rowsSkippedLive", rowsSkippedLive.sum());
        values.put("deletedRows", deletedRows.sum());
        values.put("filteredRows", filteredRows.sum());
        values.put("producedRows", producedRows.sum());
        values.put("pieces", pieces.sum());
        values.put("pages", pages.sum());
        values.put("unreadPages", Math.max(0, pages.sum() - openedPages.sum()));
        values.put("ranges", ranges.sum());
        values.put("bytesRead", bytesRead.sum());
        values.put("bytesDecompressed", bytesDecompressed.sum());
        values.put("cacheHits", cacheHits.sum());
        values.put("cacheMisses", cacheMisses.sum());
        values.put("fetchNanos", fetchNanos.sum());
        values.put("decodeNanos", decodeNanos.sum());
        return values;
    }
}
