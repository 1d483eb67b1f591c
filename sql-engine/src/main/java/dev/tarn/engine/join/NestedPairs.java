package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Tries every pair of a probe batch and some build rows, and marks who has found a partner. No row
/// is copied: either a build row stands as constants beside the whole probe batch, or, where there
/// are more build rows than probe rows, a probe row beside each build batch. Owned by one driver.
final class NestedPairs {
    private final Plan.NestedLoopJoin plan;
    private final @Nullable PredicateEvaluator condition;
    private final boolean marksBuild;
    private final boolean marksOnly;
    private @Nullable NestedBatch probed;
    private @Nullable NestedRows build;

    /// The number of the row that stands as constants, of the build batch beside it, and of the
    /// first build row in that.
    private int outer;

    private int slice;
    private int sliceRow;

    NestedPairs(Plan.NestedLoopJoin plan, QueryContext query) {
        this.plan = plan;
        this.condition =
                plan.condition() == null
                        ? null
                        : Evaluators.predicate(plan.condition(), query.functions());
        this.marksBuild = plan.type().endsWithRight();
        this.marksOnly = marksBuild && !plan.type().givesPairs();
    }

    /// Begins with the pairs of `batch` and `rows`.
    void begin(NestedBatch batch, NestedRows rows) {
        probed = batch;
        build = rows;
        outer = 0;
        slice = 0;
        sliceRow = 0;
    }

    /// The next pairs, for joins that give them; null when all were tried.
    @Nullable Batch next() {
        NestedBatch batch = probed;
        NestedRows rows = build;
        if (batch == null || rows == null) {
            return null;
        }
        boolean buildOutside = rows.rowCount() <= batch.possible().selectedCount();
        Batch pairs = buildOutside ? nextOfBuildRow(batch, rows) : nextOfProbeRow(batch, rows);
        if (pairs == null) {
            probed = null;
            build = null;
        }
        return pairs;
    }

    private @Nullable Batch nextOfBuildRow(NestedBatch batch, NestedRows rows) {
        Batch asked = batch.possible();
        while (outer < rows.rowCount()) {
            int buildRow = outer++;
            if (marksOnly && rows.isMatched(buildRow)) {
                continue;
            }
            List<Vector> columns = new ArrayList<>(asked.columns());
            for (FlatVector value : rows.row(buildRow)) {
                columns.add(new ConstantVector(value, asked.rowCount()));
            }
            Batch pairs =
                    confirm(
                            new Batch(
                                    columns,
                                    asked.rowCount(),
                                    asked.selection(),
                                    asked.selectedCount()));
            if (pairs.selectedCount() == 0) {
                continue;
            }
            batch.match(pairs);
            if (marksBuild) {
                rows.mark(buildRow);
            }
            if (plan.type().givesPairs()) {
                return pairs;
            }
        }
        return null;
    }

    private @Nullable Batch nextOfProbeRow(NestedBatch batch, NestedRows rows) {
        int[] selection = batch.rows().selection();
        while (outer < batch.rows().selectedCount()) {
            if (slice == rows.slices().size() || !batch.isPossible()[outer] || isSettled(batch)) {
                slice = 0;
                sliceRow = 0;
                outer++;
                continue;
            }
            Batch builds = rows.slices().get(slice);
            int probeRow = selection == null ? outer : selection[outer];
            List<Vector> columns = new ArrayList<>();
            for (Vector column : batch.rows().columns()) {
                FlatVector value = column.take(new int[] {probeRow}, 1).flatten();
                columns.add(new ConstantVector(value, builds.rowCount()));
            }
            columns.addAll(builds.columns());
            Batch pairs = confirm(new Batch(columns, builds.rowCount()));
            int firstBuildRow = sliceRow;
            slice++;
            sliceRow += builds.rowCount();
            if (pairs.selectedCount() == 0) {
                continue;
            }
            batch.matched()[outer] = true;
            if (marksBuild) {
                mark(pairs, firstBuildRow, rows);
            }
            if (plan.type().givesPairs()) {
                return pairs;
            }
        }
        return null;
    }

    /// Whether more pairs of the probe row change nothing.
    private boolean isSettled(NestedBatch batch) {
        return batch.matched()[outer] && !plan.type().givesPairs() && !marksBuild;
    }

    private static void mark(Batch pairs, int firstBuildRow, NestedRows rows) {
        int[] kept = pairs.selection();
        for (int i = 0; i < pairs.selectedCount(); i++) {
            rows.mark(firstBuildRow + (kept == null ? i : kept[i]));
        }
    }

    private Batch confirm(Batch pairs) {
        return condition == null ? pairs : condition.filter(pairs);
    }
}
