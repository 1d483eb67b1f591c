package dev.tarn.engine.plan.range;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The least and most value of each integer and decimal column of a table at a snapshot, by field
/// id, from the bounds that its manifests keep of files.
///
/// A column of which one file says nothing is left out, unless all it holds there is null. Read
/// once a snapshot, which never changes, and kept for the last [#MAX_TABLES] of them; tables of
/// more than [#MAX_FILES] files are not looked at, as planning must stay quick. Thread-safe.
final class TableBounds {
    private static final int MAX_TABLES = 256;
    private static final int MAX_FILES = 10_000;
    private static final Map<Key, Map<Integer, Interval>> KEPT =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Map<Integer, Interval>> eldest) {
                    return size() > MAX_TABLES;
                }
            };

    private TableBounds() {}

    private record Key(String location, long snapshotId, int schemaId) {}

    /// The bounds of `table` at a snapshot; empty where there is no snapshot or too much to read.
    static Map<Integer, Interval> of(Table table, @Nullable Long snapshotId) {
        Snapshot snapshot = snapshotId == null ? null : table.snapshot(snapshotId);
        if (snapshot == null || fileCount(snapshot) > MAX_FILES) {
            return Map.of();
        }
        Key key = new Key(table.location(), snapshot.snapshotId(), table.schema().schemaId());
        synchronized (KEPT) {
            Map<Integer, Interval> kept = KEPT.get(key);
            if (kept != null) {
                return kept;
            }
        }
        Map<Integer, Interval> read = read(table, snapshot.snapshotId());
        synchronized (KEPT) {
            KEPT.put(key, read);
        }
        return read;
    }

    private static long fileCount(Snapshot snapshot) {
        Map<String, String> summary = snapshot.summary();
        return summary == null
                ? Long.MAX_VALUE
                : PropertyUtil.propertyAsLong(
                        summary, SnapshotSummary.TOTAL_DATA_FILES_PROP, Long.MAX_VALUE);
    }

    private static Map<Integer, Interval> read(Table table, long snapshotId) {
        Map<Integer, Types.NestedField> open = new HashMap<>();
        for (Types.NestedField column : numbers(table.schema())) {
            open.put(column.fieldId(), column);
        }
        Map<Integer, Interval> bounds = new HashMap<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshotId).includeColumnStats().planFiles()) {
            for (FileScanTask task : tasks) {
                open.values().removeIf(column -> !add(task.file(), column, bounds));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bounds.keySet().retainAll(open.keySet());
        return Map.copyOf(bounds);
    }

    private static Iterable<Types.NestedField> numbers(Schema schema) {
        return schema.columns().stream()
                        .filter(column ->
                                switch (column.type().typeId()) {
                                    case INTEGER, LONG, DECIMAL -> true;
                                    default -> false;
                                })
                ::iterator;
    }

    /// Widens the bounds of `column` by those of a file; false where the file does not say them.
    private static boolean add(
            DataFile file, Types.NestedField column, Map<Integer, Interval> bounds) {
        int id = column.fieldId();
        BigInteger least = bound(file.lowerBounds(), column);
        BigInteger most = bound(file.upperBounds(), column);
        if (least == null || most == null || least.compareTo(most) > 0) {
            Map<Integer, Long> nulls = file.nullValueCounts();
            Long count = nulls == null ? null : nulls.get(id);
            return count != null && count == file.recordCount();
        }
        bounds.merge(id, new Interval(least, most), Interval::hull);
        return true;
    }

    private static @Nullable BigInteger bound(
            @Nullable Map<Integer, ByteBuffer> bounds, Types.NestedField column) {
        ByteBuffer bytes = bounds == null ? null : bounds.get(column.fieldId());
        Type type = column.type();
        Object value = bytes == null ? null : Conversions.fromByteBuffer(type, bytes);
        return switch (value) {
            case BigDecimal decimal -> decimal.unscaledValue();
            case Integer number -> BigInteger.valueOf(number);
            case Long number -> BigInteger.valueOf(number);
            case null, default -> null;
        };
    }
}
