package dev.tarn.maintenance.cluster;

import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Comparators;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The bounds that data files have in some columns, as boxes: from which to which rank a file's
/// values go in each of them, where ranks are those of all bounds of the column.
///
/// A file of nothing but nulls is before all others, one whose bounds are not known goes from the
/// first to the last: nothing can be skipped of it.
public final class FileBoxes {
    /// How many files each is compared with, at most.
    private static final int MOST_COMPARED = 4096;

    private static final int MUCH_MORE = 2;

    private final int fileCount;
    private final long[] rowCounts;
    private final int[][] from;
    private final int[][] to;

    /// What metadata says of one file and column.
    private enum Known {
        BOUNDS,
        ONLY_NULLS,
        NOTHING
    }

    /// One bound; null is below all.
    private record Bound(@Nullable Object value, int file, boolean isUpper) {}

    private FileBoxes(List<? extends DataFile> files, int columnCount) {
        this.fileCount = files.size();
        this.rowCounts = files.stream().mapToLong(DataFile::recordCount).toArray();
        this.from = new int[columnCount][fileCount];
        this.to = new int[columnCount][fileCount];
    }

    /// Boxes of `files` in `columns`, which are of primitive types.
    public static FileBoxes of(List<? extends DataFile> files, List<NestedField> columns) {
        FileBoxes boxes = new FileBoxes(files, columns.size());
        for (int column = 0; column < columns.size(); column++) {
            boxes.rank(files, columns.get(column), column);
        }
        return boxes;
    }

    private void rank(List<? extends DataFile> files, NestedField field, int column) {
        Type.PrimitiveType type = field.type().asPrimitiveType();
        List<Bound> bounds = new ArrayList<>();
        Set<Integer> unknown = new HashSet<>();
        for (int file = 0; file < fileCount; file++) {
            DataFile data = files.get(file);
            switch (known(data, field.fieldId())) {
                case NOTHING -> unknown.add(file);
                case ONLY_NULLS -> {
                    bounds.add(new Bound(null, file, false));
                    bounds.add(new Bound(null, file, true));
                }
                case BOUNDS -> {
                    bounds.add(bound(type, data.lowerBounds(), field.fieldId(), file, false));
                    bounds.add(bound(type, data.upperBounds(), field.fieldId(), file, true));
                }
            }
        }
        int last = rank(bounds, order(type), column);
        for (int file = 0; file < fileCount; file++) {
            // Others have written bounds the wrong way round, as of NaN.
            if (unknown.contains(file) || from[column][file] > to[column][file]) {
                from[column][file] = 0;
                to[column][file] = last;
            }
        }
    }

    /// Gives each of `bounds` the number of different ones before it; the highest of them.
    private int rank(List<Bound> bounds, Comparator<Bound> order, int column) {
        bounds.sort(order);
        int rank = 0;
        for (int i = 0; i < bounds.size(); i++) {
            Bound bound = bounds.get(i);
            if (i > 0 && order.compare(bounds.get(i - 1), bound) != 0) {
                rank++;
            }
            (bound.isUpper() ? to : from)[column][bound.file()] = rank;
        }
        return rank;
    }

    private static Comparator<Bound> order(Type.PrimitiveType type) {
        Comparator<Object> values = Comparators.forType(type);
        return Comparator.comparing(Bound::value, Comparator.nullsFirst(values));
    }

    private static Known known(DataFile file, int fieldId) {
        if (isNull(file.lowerBounds(), fieldId) || isNull(file.upperBounds(), fieldId)) {
            Map<Integer, Long> nulls = file.nullValueCounts();
            Long count = nulls == null ? null : nulls.get(fieldId);
            return count != null && count == file.recordCount() ? Known.ONLY_NULLS : Known.NOTHING;
        }
        return Known.BOUNDS;
    }

    private static boolean isNull(@Nullable Map<Integer, ByteBuffer> bounds, int fieldId) {
        return bounds == null || bounds.get(fieldId) == null;
    }

    private static Bound bound(
            Type.PrimitiveType type,
            Map<Integer, ByteBuffer> bounds,
            int fieldId,
            int file,
            boolean isUpper) {
        Object value = Conversions.fromByteBuffer(type, bounds.get(fieldId));
        return new Bound(value, file, isUpper);
    }

    public int fileCount() {
        return fileCount;
    }

    public int columnCount() {
        return from.length;
    }

    /// How files overlap in one column.
    public ColumnDepth depth(int column) {
        return ColumnDepth.of(from[column], to[column], rowCounts);
    }

    /// How many of `files` each of them overlaps with, itself among them, so that clustering could
    /// part them, and is to be blamed for it: not those that overlap with more than [#MUCH_MORE]
    /// times as many. Of more than 4096 files, an estimate from as many of them.
    int[] overlaps(List<Integer> files) {
        int[] all = overlaps(files, null);
        return overlaps(files, all);
    }

    private int[] overlaps(List<Integer> files, int @Nullable [] known) {
        int step = Math.max(1, (files.size() + MOST_COMPARED - 1) / MOST_COMPARED);
        int[] counts = new int[files.size()];
        for (int i = 0; i < counts.length; i++) {
            int count = 0;
            for (int j = i % step; j < counts.length; j += step) {
                boolean isBlamed = known == null || known[j] <= MUCH_MORE * known[i];
                count += i == j || isBlamed && overlap(files.get(i), files.get(j)) ? 1 : 0;
            }
            counts[i] = count * step;
        }
        return counts;
    }

    /// Files that have the same value alone overlap in that column and cannot be parted by it;
    /// those that have but an edge in common do not overlap, as those of a sorted table.
    private boolean overlap(int file, int other) {
        boolean canBeParted = false;
        for (int column = 0; column < from.length; column++) {
            int begin = Math.max(from[column][file], from[column][other]);
            int end = Math.min(to[column][file], to[column][other]);
            if (begin > end || begin == end && isEdge(column, file, other, begin)) {
                return false;
            }
            canBeParted |= !isPoint(column, file) || !isPoint(column, other);
        }
        return canBeParted;
    }

    /// Whether `rank`, which is all that the files have in common, is at the edge of one of them
    /// and not all of the other.
    private boolean isEdge(int column, int file, int other, int rank) {
        return isEdge(column, file, rank) || isEdge(column, other, rank);
    }

    private boolean isEdge(int column, int file, int rank) {
        return !isPoint(column, file) && (from[column][file] == rank || to[column][file] == rank);
    }

    private boolean isPoint(int column, int file) {
        return from[column][file] == to[column][file];
    }
}
