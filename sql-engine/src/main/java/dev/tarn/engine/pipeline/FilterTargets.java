package dev.tarn.engine.pipeline;

import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.join.FilterTarget;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// Finds the scans below a join's left side that give its keys unchanged, and whose rows nobody
/// needs once the right side has no such key.
///
/// A row may be left out below an operator if all that the operator makes of it has the same key,
/// and what it makes of other rows stays the same, or has that key too: the groups of an
/// aggregation by the key, say, or the pairs of a join whose other side has an equal key.
final class FilterTargets {
    private final List<Integer> keys;
    private final Set<Plan> covered;
    private final List<FilterTarget> found = new ArrayList<>();

    private FilterTargets(List<Integer> keys, Set<Plan> covered) {
        this.keys = keys;
        this.covered = covered;
    }

    /// The scans that `join`'s right side can tell something: of all keys together where one scan
    /// gives all of them, and of each alone.
    static List<FilterTarget> of(Plan.HashJoin join) {
        if (!join.type().dropsUnmatchedLeft()) {
            return List.of();
        }
        List<FilterTarget> found = new ArrayList<>();
        Set<Plan> covered = Collections.newSetFromMap(new IdentityHashMap<>());
        int keyCount = join.leftKeys().size();
        if (keyCount > 1 && !join.nullSafe().contains(true)) {
            List<Integer> all = new ArrayList<>();
            for (int key = 0; key < keyCount; key++) {
                all.add(key);
            }
            FilterTargets together = new FilterTargets(all, covered);
            together.push(join.left(), join.leftKeys());
            found.addAll(together.found);
            found.forEach(target -> covered.add(target.scan()));
        }
        for (int key = 0; key < keyCount; key++) {
            if (!join.nullSafe().get(key)) {
                FilterTargets alone = new FilterTargets(List.of(key), covered);
                alone.push(join.left(), List.of(join.leftKeys().get(key)));
                found.addAll(alone.found);
            }
        }
        return found;
    }

    private void push(Plan plan, List<Integer> ordinals) {
        switch (plan) {
            case Plan.TableScan scan ->
                    found.add(new FilterTarget(scan, keys, ordinals, !covered.contains(scan)));
            case Plan.Filter filter -> push(filter.input(), ordinals);
            case Plan.Sort sort -> push(sort.input(), ordinals);
            case Plan.Project project -> {
                List<Integer> inputs = inputs(project, ordinals);
                if (inputs != null) {
                    push(project.input(), inputs);
                }
            }
            case Plan.Aggregate aggregate -> {
                if (ordinals.stream().allMatch(at -> at < aggregate.keys().size())) {
                    push(aggregate.input(), ordinals.stream().map(aggregate.keys()::get).toList());
                }
            }
            case Plan.Unnest unnest -> {
                if (ordinals.stream().allMatch(at -> at < unnest.width())) {
                    push(unnest.input(), ordinals);
                }
            }
            case Plan.Window window -> {
                if (window.partitionKeys().containsAll(ordinals)) {
                    push(window.input(), ordinals);
                }
            }
            case Plan.UnionAll union -> union.inputs().forEach(input -> push(input, ordinals));
            case Plan.HashJoin join -> pushBoth(join, ordinals);
            case Plan.BucketedMergeJoin merge -> pushBoth(merge.join(), ordinals);
            case Plan.NestedLoopJoin join -> {
                int width = join.left().output().size();
                if (keepsLeftApart(join.type()) && ordinals.stream().allMatch(at -> at < width)) {
                    push(join.left(), ordinals);
                }
            }
            case Plan.AsOfJoin join -> {
                int width = join.left().output().size();
                if (ordinals.stream().allMatch(at -> at < width)) {
                    push(join.left(), ordinals);
                }
            }
            case Plan.Rows _,
                    Plan.Values _,
                    Plan.FileScan _,
                    Plan.TopN _,
                    Plan.Limit _,
                    Plan.SingleRow _,
                    Plan.Shared _,
                    Plan.TableWrite _,
                    Plan.Analyze _ -> {}
        }
    }

    private void pushBoth(Plan.HashJoin join, List<Integer> ordinals) {
        pushLeft(join, ordinals);
        pushRight(join, ordinals);
    }

    private static @Nullable List<Integer> inputs(Plan.Project project, List<Integer> ordinals) {
        List<Integer> inputs = new ArrayList<>();
        for (int ordinal : ordinals) {
            if (!(project.expressions().get(ordinal) instanceof Expr.Column column)) {
                return null;
            }
            inputs.add(column.ordinal());
        }
        return inputs;
    }

    /// Whether each row that the join gives is made of one left row, and leaving out a left row
    /// changes no other.
    private static boolean keepsLeftApart(JoinType type) {
        return switch (type) {
            case INNER, LEFT, SEMI, ANTI, NULL_AWARE_ANTI, LEFT_MARK -> true;
            case RIGHT, FULL, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK -> false;
        };
    }

    /// To the left side: its own columns, and those of the right side that equal them.
    private void pushLeft(Plan.HashJoin join, List<Integer> ordinals) {
        int width = leftWidth(join);
        List<Integer> inputs = new ArrayList<>();
        boolean equals = false;
        for (int ordinal : ordinals) {
            if (ordinal < width) {
                inputs.add(ordinal);
                continue;
            }
            int key = strictKey(join, join.rightKeys(), ordinal - width);
            if (key < 0) {
                return;
            }
            inputs.add(join.leftKeys().get(key));
            equals = true;
        }
        boolean may =
                switch (join.type()) {
                    case INNER -> true;
                    case LEFT, SEMI, ANTI, NULL_AWARE_ANTI, LEFT_MARK -> !equals;
                    // Left rows serve right rows with an equal key alone.
                    case RIGHT, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK ->
                            ordinals.stream().allMatch(at -> at >= width);
                    case FULL -> false;
                };
        if (may) {
            push(join.left(), inputs);
        }
    }

    /// How many columns of the output are the left side's.
    private static int leftWidth(Plan.HashJoin join) {
        return join.type().keepsLeft() ? join.left().output().size() : 0;
    }

    /// To the right side: its own columns, and those of the left side that equal them.
    private void pushRight(Plan.HashJoin join, List<Integer> ordinals) {
        int width = leftWidth(join);
        List<Integer> inputs = new ArrayList<>();
        boolean equals = false;
        int rightWidth = join.right().output().size();
        for (int ordinal : ordinals) {
            if (ordinal >= width) {
                inputs.add(ordinal - width);
                continue;
            }
            int key = strictKey(join, join.leftKeys(), ordinal);
            if (key < 0) {
                return;
            }
            inputs.add(join.rightKeys().get(key));
            equals = true;
        }
        boolean may =
                switch (join.type()) {
                    case INNER -> true;
                    case RIGHT, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK ->
                            !equals && ordinals.stream().allMatch(at -> at < width + rightWidth);
                    // Right rows serve left rows with an equal key alone.
                    case LEFT, SEMI, ANTI, LEFT_MARK ->
                            ordinals.stream().allMatch(at -> at < width);
                    case FULL, NULL_AWARE_ANTI -> false;
                };
        if (may) {
            push(join.right(), inputs);
        }
    }

    /// The number of the key that is `ordinal` of its side and equals nothing where it is null; -1
    /// where there is none.
    private static int strictKey(Plan.HashJoin join, List<Integer> side, int ordinal) {
        for (int key = 0; key < side.size(); key++) {
            if (side.get(key) == ordinal && !join.nullSafe().get(key)) {
                return key;
            }
        }
        return -1;
    }
}
