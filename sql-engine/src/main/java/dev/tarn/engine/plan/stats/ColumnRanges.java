package dev.tarn.engine.plan.stats;

import dev.tarn.engine.schema.Relation;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
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
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The ranges of a table's numeric columns at a snapshot, from the bounds in its manifests.
///
/// A range bounds the number of distinct values from above, and closely for keys and codes. Read
/// once a snapshot, which never changes, and kept for the last [#MAX_TABLES] of them; tables of
/// more than [#MAX_FILES] files are not looked at, as planning must stay quick.
final class ColumnRanges {
    private static final int MAX_TABLES = 256;
    private static final int MAX_FILES = 10_000;
    private static final ColumnRanges UNKNOWN = new ColumnRanges(List.of(), new double[0]);
    private static final Map<Key, ColumnRanges> KEPT =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, ColumnRanges> eldest) {
                    return size() > MAX_TABLES;
                }
            };

    private final List<Types.NestedField> columns;
    private final double[] widths;

    private record Key(String table, String location, long snapshotId, int schemaId) {}

    private ColumnRanges(List<Types.NestedField> columns, double[] widths) {
        this.columns = columns;
        this.widths = widths;
    }

    static ColumnRanges of(Relation.OfTable relation) {
        Long snapshotId = relation.snapshotId();
        Table table = relation.table();
        Snapshot snapshot = snapshotId == null ? null : table.snapshot(snapshotId);
        if (snapshot == null || fileCount(snapshot) > MAX_FILES) {
            return UNKNOWN;
        }
        Key key =
                new Key(
                        relation.name(),
                        table.location(),
                        snapshot.snapshotId(),
                        relation.schema().schemaId());
        synchronized (KEPT) {
            ColumnRanges kept = KEPT.get(key);
            if (kept != null) {
                return kept;
            }
        }
        ColumnRanges read = read(table, snapshot.snapshotId(), relation.schema().columns());
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

    private static ColumnRanges read(
            Table table, long snapshotId, List<Types.NestedField> columns) {
        double[] low = new double[columns.size()];
        double[] high = new double[columns.size()];
        java.util.Arrays.fill(low, Double.POSITIVE_INFINITY);
        java.util.Arrays.fill(high, Double.NEGATIVE_INFINITY);
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(snapshotId).includeColumnStats().planFiles()) {
            for (FileScanTask task : tasks) {
                for (int i = 0; i < low.length; i++) {
                    Types.NestedField column = columns.get(i);
                    low[i] = Math.min(low[i], bound(task.file(), column, false));
                    high[i] = Math.max(high[i], bound(task.file(), column, true));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double[] widths = new double[low.length];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = high[i] - low[i] + 1;
        }
        return new ColumnRanges(columns, widths);
    }

    /// A bound of a column in units of one; infinite where the file does not say it.
    private static double bound(DataFile file, Types.NestedField column, boolean upper) {
        double unknown = upper ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        Map<Integer, ByteBuffer> bounds = upper ? file.upperBounds() : file.lowerBounds();
        ByteBuffer bytes = bounds == null ? null : bounds.get(column.fieldId());
        if (bytes == null || !counted(column.type())) {
            return unknown;
        }
        Object value = Conversions.fromByteBuffer(column.type(), bytes);
        return switch (value) {
            case BigDecimal decimal -> decimal.unscaledValue().doubleValue();
            case Number number -> number.doubleValue();
            case null, default -> unknown;
        };
    }

    private static boolean counted(Type type) {
        return switch (type.typeId()) {
            case INTEGER, LONG, DATE, DECIMAL -> true;
            case BOOLEAN,
                    FLOAT,
                    DOUBLE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_NANO,
                    STRING,
                    UUID,
                    FIXED,
                    BINARY ->
                    false;
            case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> false;
        };
    }

    /// How many different values the column at `ordinal` may have among `rows` rows.
    double distinctValues(int ordinal, double rows) {
        if (ordinal >= widths.length) {
            return byRule(null, rows);
        }
        double width = widths[ordinal];
        boolean known = width >= 1 && width < Double.POSITIVE_INFINITY;
        return known ? Math.min(width, rows) : byRule(columns.get(ordinal), rows);
    }

    /// Times and fractions seldom repeat; texts do.
    private static double byRule(Types.@Nullable NestedField column, double rows) {
        if (column == null) {
            return rows / 10;
        }
        return switch (column.type().typeId()) {
            case BOOLEAN -> 2;
            case FLOAT, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_NANO, UUID -> rows;
            case INTEGER, LONG, DATE, DECIMAL, STRING, FIXED, BINARY -> rows / 10;
            case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> rows / 10;
        };
    }
}
