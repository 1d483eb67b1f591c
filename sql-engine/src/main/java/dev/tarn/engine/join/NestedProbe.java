package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One driver's probe of every build row. No row is copied: either a build row stands as constants
/// beside the whole probe batch, or, where there are more build rows than probe rows, a probe row
/// beside each build batch. What the condition asks of nulls among the probe's columns alone is
/// asked once a row, before any pair.
final class NestedProbe implements Operator {
    private final Plan.NestedLoopJoin plan;
    private final NestedBuild build;
    private final @Nullable PredicateEvaluator condition;
    private final @Nullable PredicateEvaluator guard;
    private final int buildRowCount;
    private final int sliceRowCount;
    private final boolean marksBuild;
    private final boolean marksOnly;

    private @Nullable Batch batch;

    /// The rows of the batch that may have a partner, and whether each selected row is among them.
    private @Nullable Batch possible;

    private boolean[] isPossible = new boolean[0];

    private boolean[] matched = new boolean[0];

    /// The number of the row that stands as constants, and of the build batch beside it.
    private int outer;

    private int slice;

    NestedProbe(Plan.NestedLoopJoin plan, NestedBuild build, QueryContext query) {
        this.plan = plan;
        this.build = build;
        this.condition =
                plan.condition() == null
                        ? null
                        : Evaluators.predicate(plan.condition(), query.functions());
        Expr asked = ProbeGuard.of(plan);
        this.guard = asked == null ? null : Evaluators.predicate(asked, query.functions());
        this.buildRowCount = build.rows().rowCount();
        this.sliceRowCount = query.config().batchRowCount();
        this.marksBuild = plan.type().endsWithRight();
        this.marksOnly = marksBuild && !plan.type().givesPairs();
    }

    @Override
    public void accept(Batch accepted) {
        batch = accepted;
        if (matched.length < accepted.selectedCount()) {
            matched = new boolean[accepted.selectedCount()];
            isPossible = new boolean[accepted.selectedCount()];
        }
        Arrays.fill(matched, 0, accepted.selectedCount(), false);
        Batch asked = guard == null ? accepted : guard.filter(accepted);
        Arrays.fill(isPossible, 0, accepted.selectedCount(), guard == null);
        if (guard != null) {
            setAll(accepted, asked, isPossible);
        }
        possible = asked;
        outer = 0;
        slice = 0;
    }

    @Override
    public @Nullable Batch next() {
        Batch probed = batch;
        Batch asked = possible;
        if (probed == null || asked == null) {
            return null;
        }
        boolean buildOutside = buildRowCount <= asked.selectedCount();
        Batch pairs = buildOutside ? nextOfBuildRow(probed, asked) : nextOfProbeRow(probed);
        if (pairs != null) {
            return pairs;
        }
        batch = null;
        return PairSelection.rest(plan.type(), probed, matched, plan.right().output());
    }

    private @Nullable Batch nextOfBuildRow(Batch probed, Batch asked) {
        while (outer < buildRowCount) {
            int buildRow = outer++;
            if (marksOnly && build.matched()[buildRow]) {
                continue;
            }
            List<Vector> columns = new ArrayList<>(probed.columns());
            for (FlatVector value : build.row(buildRow)) {
                columns.add(new ConstantVector(value, probed.rowCount()));
            }
            Batch pairs =
                    confirm(
                            new Batch(
                                    columns,
                                    probed.rowCount(),
                                    asked.selection(),
                                    asked.selectedCount()));
            if (pairs.selectedCount() == 0) {
                continue;
            }
            setAll(probed, pairs, matched);
            if (marksBuild) {
                build.matched()[buildRow] = true;
            }
            if (plan.type().givesPairs()) {
                return pairs;
            }
        }
        return null;
    }

    /// Sets the flags of the rows of `probed` that `part` has kept; its selection is part of that
    /// of `probed`.
    private static void setAll(Batch probed, Batch part, boolean[] flags) {
        int[] all = probed.selection();
        int[] kept = part.selection();
        int at = 0;
        for (int i = 0; i < part.selectedCount(); i++) {
            int row = kept == null ? i : kept[i];
            while ((all == null ? at : all[at]) != row) {
                at++;
            }
            flags[at] = true;
        }
    }

    private @Nullable Batch nextOfProbeRow(Batch probed) {
        int[] selection = probed.selection();
        while (outer < probed.selectedCount()) {
            if (slice == build.slices().size() || !isPossible[outer] || isSettled(outer)) {
                slice = 0;
                outer++;
                continue;
            }
            Batch builds = build.slices().get(slice);
            int probeRow = selection == null ? outer : selection[outer];
            List<Vector> columns = new ArrayList<>();
            for (Vector column : probed.columns()) {
                FlatVector value = column.take(new int[] {probeRow}, 1).flatten();
                columns.add(new ConstantVector(value, builds.rowCount()));
            }
            columns.addAll(builds.columns());
            Batch pairs = confirm(new Batch(columns, builds.rowCount()));
            int firstBuildRow = slice * sliceRowCount;
            slice++;
            if (pairs.selectedCount() == 0) {
                continue;
            }
            matched[outer] = true;
            if (marksBuild) {
                markBuildRows(pairs, firstBuildRow);
            }
            if (plan.type().givesPairs()) {
                return pairs;
            }
        }
        return null;
    }

    /// Whether more pairs of a probe row change nothing.
    private boolean isSettled(int probe) {
        return matched[probe] && !plan.type().givesPairs() && !marksBuild;
    }

    private void markBuildRows(Batch pairs, int firstBuildRow) {
        boolean[] buildMatched = build.matched();
        int[] kept = pairs.selection();
        for (int i = 0; i < pairs.selectedCount(); i++) {
            buildMatched[firstBuildRow + (kept == null ? i : kept[i])] = true;
        }
    }

    private Batch confirm(Batch pairs) {
        return condition == null ? pairs : condition.filter(pairs);
    }

    @Override
    public boolean isDone() {
        return buildRowCount == 0 && plan.type().dropsUnmatchedLeft();
    }
}
