package dev.tarn.engine.physical;

import dev.tarn.engine.expr.Expr;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The order in which a plan's rows come: one after another, by `keys`, none of which names a
/// column again. Without keys no order is known, and rows may come side by side.
///
/// An order is only claimed where a sort makes it and all above it keeps it; what a plan's other
/// inputs do to it, or several workers, is not looked into. As in Simmen, Shekita and Malkemus,
/// "Fundamental techniques for order optimization" (SIGMOD 1996), without dependencies.
///
/// Where `divided` names columns, rows come in several streams, each in this order; rows with equal
/// `divided` columns are in one of them.
public record RowOrder(List<SortKey> keys, Set<Integer> divided) {
    private static final RowOrder NONE = new RowOrder(List.of());

    public RowOrder {
        keys = withoutRepeats(keys);
        divided = Set.copyOf(divided);
    }

    /// The order of one stream.
    public RowOrder(List<SortKey> keys) {
        this(keys, Set.of());
    }

    private static List<SortKey> withoutRepeats(List<SortKey> keys) {
        Set<Integer> seen = new HashSet<>();
        return keys.stream().filter(key -> seen.add(key.ordinal())).toList();
    }

    /// The order of the rows of `plan`.
    public static RowOrder of(Plan plan) {
        return switch (plan) {
            case Plan.Sort sort -> new RowOrder(sort.keys());
            case Plan.TopN top -> new RowOrder(top.keys());
            case Plan.Filter filter -> of(filter.input());
            case Plan.Limit limit -> of(limit.input());
            case Plan.Unnest unnest -> of(unnest.input()).before(unnest.width());
            case Plan.Project project -> of(project.input()).through(project);
            case Plan.Aggregate aggregate -> of(aggregate.input()).through(aggregate);
            case Plan.Window window -> of(window.input()).through(window);
            case Plan.BucketedMergeJoin merge -> merged(merge);
            case Plan.TableScan _,
                    Plan.Rows _,
                    Plan.Values _,
                    Plan.FileScan _,
                    Plan.HashJoin _,
                    Plan.NestedLoopJoin _,
                    Plan.AsOfJoin _,
                    Plan.UnionAll _,
                    Plan.SingleRow _,
                    Plan.Shared _,
                    Plan.TableWrite _,
                    Plan.Analyze _ ->
                    NONE;
        };
    }

    /// Whether nothing is known.
    public boolean isNone() {
        return keys.isEmpty();
    }

    /// Whether rows that are in this order are in that of `wanted` too: the same columns, in the
    /// same directions, nulls at the same ends. Not by no keys, where none is known.
    public boolean gives(List<SortKey> wanted) {
        List<SortKey> needed = withoutRepeats(wanted);
        return !isNone()
                && divided.isEmpty()
                && needed.size() <= keys.size()
                && keys.subList(0, needed.size()).equals(needed);
    }

    /// Whether rows with equal `columns` stand side by side: these are the first keys, in whatever
    /// sequence and directions.
    public boolean groups(List<Integer> columns) {
        Set<Integer> wanted = new HashSet<>(columns);
        return !isNone()
                && wanted.containsAll(divided)
                && wanted.size() <= keys.size()
                && keys.subList(0, wanted.size()).stream()
                        .allMatch(key -> wanted.contains(key.ordinal()));
    }

    /// Whether rows with equal `columns` stand side by side, each time in the order of `within`.
    public boolean groups(List<Integer> columns, List<SortKey> within) {
        if (!groups(columns)) {
            return false;
        }
        List<SortKey> all = new ArrayList<>(keys.subList(0, new HashSet<>(columns).size()));
        all.addAll(within);
        return gives(all);
    }

    /// What is left where only the columns before `width` stay.
    private RowOrder before(int width) {
        int kept = 0;
        while (kept < keys.size() && keys.get(kept).ordinal() < width) {
            kept++;
        }
        boolean isDivided = divided.stream().allMatch(column -> column < width);
        return isDivided ? new RowOrder(keys.subList(0, kept), divided) : NONE;
    }

    /// Group by group of files, each in the order of the keys; rows that join with nothing follow
    /// the pairs of their batch, so that an outer join has no order.
    private static RowOrder merged(Plan.BucketedMergeJoin merge) {
        List<Integer> columns =
                switch (merge.join().type()) {
                    case INNER, SEMI, ANTI -> merge.join().leftKeys();
                    case RIGHT_SEMI, RIGHT_ANTI -> merge.join().rightKeys();
                    case LEFT, RIGHT, FULL, NULL_AWARE_ANTI, LEFT_MARK, RIGHT_MARK -> List.of();
                };
        if (columns.isEmpty()) {
            return NONE;
        }
        Set<Integer> divided = new HashSet<>();
        merge.layout().parts().forEach(part -> divided.add(columns.get(part.key())));
        return new RowOrder(merge.layout().order(columns), divided);
    }

    private RowOrder through(Plan.Project project) {
        List<Integer> given = new ArrayList<>();
        for (Expr expression : project.expressions()) {
            given.add(expression instanceof Expr.Column column ? column.ordinal() : -1);
        }
        return placed(given);
    }

    private RowOrder through(Plan.Aggregate aggregate) {
        return streams(aggregate) ? placed(aggregate.keys()) : NONE;
    }

    /// Whether `aggregate`, whose input is in this order, has its groups side by side, and within
    /// them the values of DISTINCT calls: of other ones a group may have more than memory holds,
    /// which only a hash table can put on disk.
    public boolean streams(Plan.Aggregate aggregate) {
        if (aggregate.keys().isEmpty() || !groups(aggregate.keys())) {
            return false;
        }
        for (AggregateCall call : aggregate.calls()) {
            List<Integer> columns = new ArrayList<>(aggregate.keys());
            columns.addAll(call.arguments());
            if (call.distinct() && !groups(columns)) {
                return false;
            }
        }
        return true;
    }

    private RowOrder through(Plan.Window window) {
        if (!window.partitionKeys().isEmpty()) {
            return runs(window) ? this : NONE;
        }
        return gives(window.order()) ? this : new RowOrder(window.order());
    }

    /// Whether the calls of `window`, whose input is in this order, can be computed as its rows
    /// come.
    public boolean runs(Plan.Window window) {
        return groups(window.partitionKeys(), window.order()) && RunningWindows.mayRun(window);
    }

    /// This order where column `given[i]` is now column `i`: as many keys as are still there.
    private RowOrder placed(List<Integer> given) {
        List<SortKey> placed = new ArrayList<>();
        for (SortKey key : keys) {
            int at = given.indexOf(key.ordinal());
            if (at < 0) {
                break;
            }
            placed.add(new SortKey(at, key.descending(), key.nullsFirst()));
        }
        Set<Integer> apart = new HashSet<>();
        divided.forEach(column -> apart.add(given.indexOf(column)));
        return apart.contains(-1) ? NONE : new RowOrder(placed, apart);
    }
}
