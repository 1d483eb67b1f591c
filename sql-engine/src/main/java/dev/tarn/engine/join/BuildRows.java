package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.physical.JoinType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The build rows of a range that a join gives once all probe rows have been seen: those that no
/// probe row has matched, with nulls for the left columns or alone, those that one has, or all with
/// a mark. Owned by one driver.
final class BuildRows implements Morsel {
    /// Build rows of one morsel.
    static final int RANGE_ROWS = 1 << 16;

    private final JoinType type;
    private final List<Field> left;
    private final Taken rows;
    private final boolean[] matched;
    private final int batchRowCount;
    private final int end;
    private int at;

    /// The columns of build rows.
    interface Taken {
        List<Vector> take(int[] rows, int count);
    }

    /// @param matched which build rows have been matched, for all of them
    BuildRows(
            JoinType type,
            List<Field> left,
            Taken rows,
            boolean[] matched,
            int batchRowCount,
            int range) {
        this.type = type;
        this.left = left;
        this.rows = rows;
        this.matched = matched;
        this.batchRowCount = batchRowCount;
        this.at = range * RANGE_ROWS;
        this.end = Math.min(matched.length, at + RANGE_ROWS);
    }

    /// All build rows as one range.
    BuildRows(JoinType type, List<Field> left, Taken rows, boolean[] matched, int batchRowCount) {
        this.type = type;
        this.left = left;
        this.rows = rows;
        this.matched = matched;
        this.batchRowCount = batchRowCount;
        this.at = 0;
        this.end = matched.length;
    }

    static int rangeCount(int rowCount) {
        return (rowCount + RANGE_ROWS - 1) / RANGE_ROWS;
    }

    @Override
    public @Nullable Batch next() {
        int[] given = new int[batchRowCount];
        int count = 0;
        boolean all = type == JoinType.RIGHT_MARK;
        boolean wanted = type == JoinType.RIGHT_SEMI;
        for (; at < end && count < batchRowCount; at++) {
            if (all || matched[at] == wanted) {
                given[count++] = at;
            }
        }
        if (count == 0) {
            return null;
        }
        List<Vector> columns = new ArrayList<>();
        if (type.keepsLeft()) {
            for (Field field : left) {
                columns.add(Vectors.nulls(field.type(), count));
            }
        }
        columns.addAll(rows.take(given, count));
        if (all) {
            boolean[] mark = new boolean[count];
            for (int i = 0; i < count; i++) {
                mark[i] = matched[given[i]];
            }
            columns.add(new BooleanVector(DataType.BOOLEAN, mark));
        }
        return new Batch(columns, count);
    }

    @Override
    public void close() {}
}
