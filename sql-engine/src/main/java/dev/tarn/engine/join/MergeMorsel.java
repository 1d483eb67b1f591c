package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.Closing;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.JoinType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The join of one group of files: both sides, in order, are merged. Gives the pairs in order; what
/// it gives of rows by themselves follows the pairs of their batch. Owned by one driver.
final class MergeMorsel implements Morsel {
    private final MergeJoins.Shared shared;
    private final JoinType type;
    private final KeyedRows leftRows;
    private final CompleteKeys rightRows;
    private final @Nullable PredicateEvaluator residual;
    private final PairFinder finder;
    private @Nullable KeyedBatch left;
    private @Nullable KeyedBatch right;

    /// What is still to be given of batches that are done.
    private @Nullable Batch leftRest;

    private @Nullable Morsel rightRest;

    MergeMorsel(MergeJoins.Shared shared, BucketRows left, BucketRows right) {
        this.shared = shared;
        this.type = shared.type();
        this.leftRows = new KeyedRows(left, left.order(), shared.leftStrict());
        this.rightRows =
                new CompleteKeys(
                        new KeyedRows(right, right.order(), shared.rightStrict()),
                        shared.plan().right().output(),
                        shared.query().memory().open("merge join"));
        Expr condition = shared.plan().residual();
        this.residual =
                condition == null
                        ? null
                        : Evaluators.predicate(condition, shared.query().functions());
        this.finder =
                new PairFinder(
                        shared.query().config().batchRowCount(),
                        !type.givesPairs() && residual == null);
    }

    @Override
    public boolean isReady(Runnable waker) {
        return leftRest != null
                || rightRest != null
                || (left != null || leftRows.isReady(waker))
                        && (right != null || rightRows.isReady(waker));
    }

    @Override
    public @Nullable Batch next() {
        if (leftRest != null || rightRest != null) {
            return rest();
        }
        if (left == null && !leftRows.isAtEnd()) {
            left = leftRows.next();
        }
        if (right == null && !rightRows.isAtEnd()) {
            right = rightRows.next();
        }
        KeyedBatch leftBatch = left;
        KeyedBatch rightBatch = right;
        if (leftBatch != null && rightBatch != null) {
            return pairs(leftBatch, rightBatch);
        }
        if (leftBatch != null && rightRows.isAtEnd()) {
            endLeft(leftBatch);
            boolean mayGiveMore = leftRest != null || !type.dropsUnmatchedLeft();
            return mayGiveMore ? NumberedSource.NOTHING : null;
        }
        if (rightBatch != null && leftRows.isAtEnd()) {
            endRight(rightBatch);
            return type.endsWithRight() ? NumberedSource.NOTHING : null;
        }
        return leftRows.isAtEnd() && rightRows.isAtEnd() ? null : NumberedSource.NOTHING;
    }

    /// What is to be given of batches that are done.
    private Batch rest() {
        Batch given = leftRest;
        if (given != null) {
            leftRest = null;
            return given;
        }
        Morsel rows = rightRest;
        given = rows == null ? null : rows.next();
        if (given == null) {
            rightRest = null;
            return NumberedSource.NOTHING;
        }
        return given;
    }

    private void endLeft(KeyedBatch batch) {
        leftRest =
                PairSelection.rest(
                        type, batch.batch, batch.matched, shared.plan().right().output());
        left = null;
    }

    private void endRight(KeyedBatch batch) {
        if (type.endsWithRight()) {
            rightRest =
                    new BuildRows(
                            type,
                            shared.plan().left().output(),
                            (rows, count) -> take(batch.batch, rows, count),
                            batch.matched,
                            shared.query().config().batchRowCount());
        }
        right = null;
    }

    private static List<Vector> take(Batch batch, int[] rows, int count) {
        return batch.columns().stream().map(column -> column.take(rows, count)).toList();
    }

    /// The next pairs of both batches, which are let go when they are done.
    private Batch pairs(KeyedBatch leftBatch, KeyedBatch rightBatch) {
        finder.find(leftBatch, rightBatch);
        Batch pairs =
                finder.count() == 0 ? NumberedSource.NOTHING : confirmed(leftBatch, rightBatch);
        if (leftBatch.isDone()) {
            endLeft(leftBatch);
        }
        if (rightBatch.isDone()) {
            endRight(rightBatch);
        }
        return type.givesPairs() ? pairs : NumberedSource.NOTHING;
    }

    /// The pairs that were found and that the condition does not refuse; says of their rows that
    /// they have a partner.
    private Batch confirmed(KeyedBatch leftBatch, KeyedBatch rightBatch) {
        int count = finder.count();
        List<Vector> columns =
                new ArrayList<>(leftColumns(leftBatch.batch, finder.leftRows(), count));
        columns.addAll(rightColumns(rightBatch.batch, finder.rightRows(), count));
        Batch pairs = new Batch(columns, count);
        Batch kept = residual == null ? pairs : residual.filter(pairs);
        if (type != JoinType.INNER) {
            int[] selection = kept.selection();
            for (int i = 0; i < kept.selectedCount(); i++) {
                int pair = selection == null ? i : selection[i];
                leftBatch.matched[finder.leftRows()[pair]] = true;
                rightBatch.matched[finder.rightRows()[pair]] = true;
            }
        }
        return kept;
    }

    private List<Vector> leftColumns(Batch batch, int[] rows, int count) {
        return isAll(batch, rows, count)
                ? batch.columns()
                : shared.columns().left(batch.columns(), rows, count);
    }

    private List<Vector> rightColumns(Batch batch, int[] rows, int count) {
        if (isAll(batch, rows, count)) {
            return batch.columns();
        }
        List<Vector> taken = new ArrayList<>();
        for (int column : shared.columns().right()) {
            taken.add(batch.column(column).take(rows, count));
        }
        return shared.columns().right(taken, count);
    }

    /// Whether `rows` are those of the batch, each once and in order.
    private static boolean isAll(Batch batch, int[] rows, int count) {
        if (count != batch.rowCount()) {
            return false;
        }
        for (int row = 0; row < count; row++) {
            if (rows[row] != row) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        Closing.closeAll(List.of(leftRows, rightRows));
    }
}
