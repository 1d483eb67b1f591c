package dev.tarn.engine.window;

import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.WindowFrame;
import dev.tarn.engine.physical.WindowFrame.Bound;

/// Finds the rows of frames. Starts and ends of ROWS and GROUPS are counted, those of RANGE looked
/// for from where the row before had them, since they seldom move far.
final class FrameRows {
    private final Section section;
    private final int[] peers;
    private final int[] peersOf;
    private final int[] starts;
    private final int[] ends;

    private FrameRows(Section section) {
        this.section = section;
        this.peers = section.peers();
        this.peersOf = section.peersOf();
        section.reserve(8L * section.rowCount());
        this.starts = new int[section.rowCount()];
        this.ends = new int[section.rowCount()];
    }

    /// @throws SqlException INVALID_ARGUMENTS where a frame's distance is null or negative
    static Frames of(Section section, WindowFrame frame) {
        FrameRows rows = new FrameRows(section);
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            int from = section.partitions()[partition];
            int to = section.partitions()[partition + 1];
            rows.findStarts(frame, from, to);
            rows.findEnds(frame, from, to);
        }
        for (int row = 0; row < rows.ends.length; row++) {
            rows.ends[row] = Math.max(rows.starts[row], rows.ends[row]);
        }
        return rows.without(frame.exclusion());
    }

    private void findStarts(WindowFrame frame, int from, int to) {
        for (int row = from; row < to; row++) {
            starts[row] =
                    switch (frame.start()) {
                        case Bound.Unbounded _ -> from;
                        case Bound.CurrentRow _ ->
                                frame.unit() == WindowFrame.Unit.ROWS ? row : peers[peersOf[row]];
                        case Bound.Offset offset ->
                                start(
                                        frame.unit(),
                                        row,
                                        offset.preceding(),
                                        offset.count(),
                                        from,
                                        to);
                        case Bound.Computed computed ->
                                start(
                                        frame.unit(),
                                        row,
                                        computed.preceding(),
                                        distance(computed.column(), row),
                                        from,
                                        to);
                        case Bound.Value _ -> from;
                    };
        }
        if (frame.start() instanceof Bound.Value value) {
            new ValueSearch(section, value).find(from, to, true, starts);
        }
    }

    private void findEnds(WindowFrame frame, int from, int to) {
        for (int row = from; row < to; row++) {
            ends[row] =
                    switch (frame.end()) {
                        case Bound.Unbounded _ -> to;
                        case Bound.CurrentRow _ ->
                                frame.unit() == WindowFrame.Unit.ROWS
                                        ? row + 1
                                        : peers[peersOf[row] + 1];
                        case Bound.Offset offset ->
                                end(
                                        frame.unit(),
                                        row,
                                        offset.preceding(),
                                        offset.count(),
                                        from,
                                        to);
                        case Bound.Computed computed ->
                                end(
                                        frame.unit(),
                                        row,
                                        computed.preceding(),
                                        distance(computed.column(), row),
                                        from,
                                        to);
                        case Bound.Value _ -> to;
                    };
        }
        if (frame.end() instanceof Bound.Value value) {
            new ValueSearch(section, value).find(from, to, false, ends);
        }
    }

    private long distance(int column, int row) {
        FlatVector values = section.column(column);
        long distance = values.isNull(row) ? -1 : ((LongVector) values).values()[row];
        if (distance < 0) {
            throw negative(values.isNull(row) ? "null" : Long.toString(distance));
        }
        return distance;
    }

    static SqlException negative(String seen) {
        return new SqlException(
                ErrorCode.INVALID_ARGUMENTS,
                "Window frame offset value must not be negative or null, but is " + seen);
    }

    private int start(
            WindowFrame.Unit unit, int row, boolean preceding, long count, int from, int to) {
        if (unit == WindowFrame.Unit.ROWS) {
            return clamp(moved(row, preceding, count), from, to);
        }
        long group = moved(peersOf[row], preceding, count);
        return group < peersOf[from] ? from : group > peersOf[to - 1] ? to : peers[(int) group];
    }

    private int end(
            WindowFrame.Unit unit, int row, boolean preceding, long count, int from, int to) {
        if (unit == WindowFrame.Unit.ROWS) {
            return clamp(moved(row, preceding, count) + 1, from, to);
        }
        long group = moved(peersOf[row], preceding, count);
        return group < peersOf[from] ? from : group > peersOf[to - 1] ? to : peers[(int) group + 1];
    }

    private static long moved(int place, boolean preceding, long count) {
        long near = Math.min(count, Integer.MAX_VALUE);
        return preceding ? place - near : place + near;
    }

    private static int clamp(long place, int from, int to) {
        return (int) Math.clamp(place, from, to);
    }

    private Frames without(WindowFrame.Exclusion exclusion) {
        if (exclusion == WindowFrame.Exclusion.NO_OTHERS) {
            return new Frames(new int[][] {starts}, new int[][] {ends});
        }
        int rowCount = section.rowCount();
        boolean ties = exclusion == WindowFrame.Exclusion.TIES;
        section.reserve(ties ? 16L * rowCount : 8L * rowCount);
        int[][] manyStarts = new int[ties ? 3 : 2][rowCount];
        int[][] manyEnds = new int[ties ? 3 : 2][rowCount];
        for (int row = 0; row < rowCount; row++) {
            boolean one = exclusion == WindowFrame.Exclusion.CURRENT_ROW;
            int gapStart = one ? row : peers[peersOf[row]];
            int gapEnd = one ? row + 1 : peers[peersOf[row] + 1];
            int last = manyStarts.length - 1;
            manyStarts[0][row] = starts[row];
            manyEnds[0][row] = Math.max(starts[row], Math.min(ends[row], gapStart));
            manyStarts[last][row] = Math.min(ends[row], Math.max(starts[row], gapEnd));
            manyEnds[last][row] = ends[row];
            if (ties) {
                boolean within = starts[row] <= row && row < ends[row];
                manyStarts[1][row] = row;
                manyEnds[1][row] = within ? row + 1 : row;
            }
        }
        return new Frames(manyStarts, manyEnds);
    }
}
