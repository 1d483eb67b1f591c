package dev.tarn.engine.physical;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.WindowFrame.Bound;
import dev.tarn.engine.physical.WindowFrame.Exclusion;
import dev.tarn.engine.physical.WindowFrame.Unit;
import dev.tarn.engine.physical.WindowFunction.Pick;
import dev.tarn.engine.physical.WindowFunction.Ranking;

/// Windows whose results for a row depend on the rows before it, and its peers, alone: they can be
/// computed as rows go by in order, without holding a partition.
public final class RunningWindows {
    /// Rows that LAG may look back at most, all of which are held.
    private static final long MOST_DISTANCE = 1024;

    private static final long NO_DISTANCE = -1;

    private RunningWindows() {}

    /// Whether all calls of `window` look back only.
    public static boolean mayRun(Plan.Window window) {
        for (WindowCall call : window.calls()) {
            if (!mayRun(call, window)) {
                return false;
            }
        }
        return true;
    }

    /// Whether `window` is computed as its rows come, in order already or sorted for it: where
    /// there are partitions, only rows that are in order are.
    public static boolean runs(Plan.Window window) {
        return window.partitionKeys().isEmpty()
                ? mayRun(window)
                : RowOrder.of(window.input()).runs(window);
    }

    /// Whether what `call` gives for a row depends on its peers, so that these have to be there.
    public static boolean needsPeers(WindowCall call) {
        return call.function() instanceof WindowFunction.Over && call.frame().unit() != Unit.ROWS;
    }

    /// How many rows before its own `call`, a LAG, looks; negative where that is not the same for
    /// all rows, or more than is worth holding.
    public static long distance(WindowCall call, Plan.Window window) {
        long distance =
                call.arguments().size() < 2 ? 1 : constant(window.input(), call.arguments().get(1));
        return distance > MOST_DISTANCE ? NO_DISTANCE : distance;
    }

    private static boolean mayRun(WindowCall call, Plan.Window window) {
        return switch (call.function()) {
            case Ranking ranking ->
                    switch (ranking) {
                        case ROW_NUMBER, RANK, DENSE_RANK -> true;
                        case PERCENT_RANK, CUME_DIST, NTILE -> false;
                    };
            case Pick pick ->
                    !call.ignoreNulls()
                            && switch (pick) {
                                case LAG -> distance(call, window) >= 0;
                                case FIRST_VALUE -> hasFirstRow(call.frame());
                                case LEAD, LAST_VALUE, NTH_VALUE -> false;
                            };
            // Without an order all rows of a partition are peers.
            case WindowFunction.Over over ->
                    grows(call.frame())
                            && !(needsPeers(call) && window.order().isEmpty())
                            && over.function().newAccumulator().get().mergesRepeatedly();
        };
    }

    /// Whether the first row of a partition is in all of its frames.
    private static boolean hasFirstRow(WindowFrame frame) {
        boolean reaches =
                switch (frame.end()) {
                    case Bound.Unbounded _, Bound.CurrentRow _ -> true;
                    case Bound.Offset offset -> !offset.preceding();
                    case Bound.Computed _, Bound.Value _ -> false;
                };
        return frame.start() instanceof Bound.Unbounded
                && frame.exclusion() == Exclusion.NO_OTHERS
                && reaches;
    }

    /// Whether frames are all rows up to the current one, or up to the last of its peers.
    private static boolean grows(WindowFrame frame) {
        return frame.start() instanceof Bound.Unbounded
                && frame.end() instanceof Bound.CurrentRow
                && frame.exclusion() == Exclusion.NO_OTHERS;
    }

    /// The BIGINT that column `ordinal` of `plan` is in all rows; negative where none is known.
    private static long constant(Plan plan, int ordinal) {
        return switch (plan) {
            case Plan.Project project ->
                    constant(project.expressions().get(ordinal), project.input());
            case Plan.Window window when ordinal < window.input().output().size() ->
                    constant(window.input(), ordinal);
            case Plan.Filter filter -> constant(filter.input(), ordinal);
            case Plan.Sort sort -> constant(sort.input(), ordinal);
            case Plan.TopN top -> constant(top.input(), ordinal);
            case Plan.Limit limit -> constant(limit.input(), ordinal);
            default -> NO_DISTANCE;
        };
    }

    private static long constant(Expr expression, Plan input) {
        return switch (expression) {
            case Expr.Literal literal when literal.value() instanceof Long value -> value;
            case Expr.Column column -> constant(input, column.ordinal());
            default -> NO_DISTANCE;
        };
    }
}
