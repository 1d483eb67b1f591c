package dev.tarn.storage.text;

import org.apache.iceberg.io.InputFile;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/// The records that readers of a load left out. The first [#MAX_KEPT] of them, by file and place,
/// are kept, whichever workers come first; all are counted. Thread-safe.
public final class RowRejects {
    /// How many records are kept, each of at most [#MAX_TEXT_BYTES] as it stands in its file.
    public static final int MAX_KEPT = 1000;

    static final int MAX_TEXT_BYTES = 1000;

    private final TreeSet<Reject> kept =
            new TreeSet<>(Comparator.comparing(Reject::file).thenComparingLong(Reject::offset));
    private long count;

    /// A record at `offset` of a file whose lines end with `lineEnd`.
    record Reject(
            String file,
            byte lineEnd,
            long offset,
            @Nullable String column,
            String text,
            String reason) {}

    synchronized void add(Reject reject) {
        count++;
        kept.add(reject);
        if (kept.size() > MAX_KEPT) {
            kept.pollLast();
        }
    }

    /// How many records were left out.
    public synchronized long count() {
        return count;
    }

    /// The records that are kept, in order, with their lines, for which each of their files is read
    /// once more.
    public synchronized List<RejectedRow> rows(Function<String, InputFile> files) {
        List<RejectedRow> rows = new ArrayList<>();
        LineCount lines = null;
        for (Reject reject : kept) {
            if (lines == null || !lines.file().location().equals(reject.file)) {
                close(lines);
                lines = new LineCount(files.apply(reject.file), reject.lineEnd);
            }
            rows.add(
                    new RejectedRow(
                            reject.file,
                            lines.lineAt(reject.offset),
                            reject.column,
                            reject.text,
                            reject.reason));
        }
        close(lines);
        return rows;
    }

    private static void close(@Nullable LineCount lines) {
        if (lines != null) {
            lines.close();
        }
    }
}
