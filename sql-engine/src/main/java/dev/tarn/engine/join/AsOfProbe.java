package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.order.SortOrder;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.SortKey;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One driver's part of an ASOF join: finds the right row of each left one. Gives the rows with a
/// match, then, in a LEFT join, those without.
final class AsOfProbe implements Operator {
    private final Plan.AsOfJoin plan;
    private final List<SortKey> keys;
    private final AsOfBuild build;
    private @Nullable Batch pairs;
    private @Nullable Batch rest;

    AsOfProbe(Plan.AsOfJoin plan, AsOfBuild build) {
        this.plan = plan;
        this.keys = AsOfBuild.keys(plan.leftKeys());
        this.build = build;
    }

    @Override
    public void accept(Batch accepted) {
        Batch batch = accepted.compact();
        int rowCount = batch.rowCount();
        boolean[] matched = new boolean[rowCount];
        int[] found = new int[rowCount];
        int[] matches = new int[rowCount];
        int matchCount = 0;
        SortOrder order = SortOrder.ofPiece(keys, at -> column(batch, at), rowCount);
        boolean[] isNull = nulls(batch);
        for (int row = 0; row < rowCount; row++) {
            int right = isNull[row] ? -1 : build.find(order, row);
            if (right >= 0) {
                matched[row] = true;
                found[row] = right;
                matches[matchCount++] = row;
            }
        }
        if (matchCount > 0) {
            List<Vector> columns = new ArrayList<>(batch.columns());
            columns.addAll(build.take(found, rowCount));
            int[] selection = matchCount == rowCount ? null : matches;
            pairs = new Batch(columns, rowCount, selection, matchCount);
        }
        rest = PairSelection.rest(plan.type(), batch, matched, plan.right().output());
    }

    private static FlatVector column(Batch batch, int ordinal) {
        return batch.column(ordinal).flatten();
    }

    /// Which rows have a key that is null.
    private boolean[] nulls(Batch batch) {
        boolean[] isNull = new boolean[batch.rowCount()];
        for (SortKey key : keys) {
            FlatVector values = column(batch, key.ordinal());
            if (values.validity() == null) {
                continue;
            }
            for (int row = 0; row < isNull.length; row++) {
                isNull[row] |= values.isNull(row);
            }
        }
        return isNull;
    }

    @Override
    public @Nullable Batch next() {
        Batch given = pairs;
        if (given != null) {
            pairs = null;
            return given;
        }
        given = rest;
        rest = null;
        return given;
    }

    @Override
    public boolean isDone() {
        return build.rowCount() == 0 && plan.type().dropsUnmatchedLeft();
    }
}
