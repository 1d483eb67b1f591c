package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.KeyBatch;
import dev.tarn.engine.columns.KeyEncoder;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.eval.PredicateEvaluator;
import dev.tarn.engine.exec.Operator;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One driver's probe of a hash table.
///
/// First the build rows of a whole batch are looked up, then pairs are made, so that cache misses
/// overlap. Pairs come out a batch at a time; the rows without a pair, or with a mark, follow after
/// the last pair of their batch.
final class HashProbe implements Operator {
    private final Plan.HashJoin plan;
    private final BuildTable build;
    private final Whole whole;
    private final JoinTable table;
    private final KeyEncoder encoder;
    private final KeyBatch keys = new KeyBatch();
    private final boolean hashed;
    private final boolean unique;
    private final @Nullable PredicateEvaluator residual;
    private final @Nullable MatchedRows marks;
    private final boolean marksBuild;
    private final boolean marksOnly;
    private final int capacity;

    private @Nullable Batch batch;

    /// For each row of the batch its first build row plus 1, or 0.
    private int[] found = new int[0];

    private boolean[] matched = new boolean[0];

    /// The next row to look at among the selected ones, and its next candidate plus 1.
    private int row;

    private int candidate;
    private final int[] pairProbe;
    private final int[] pairBuild;

    /// What holds of the whole build side, whatever of it is in the table: whether it has no row,
    /// and whether some row has a null key.
    record Whole(boolean isEmpty, boolean hasNullKey) {}

    /// @param marks where the batches go by several times, what was found before; null else
    HashProbe(
            Plan.HashJoin plan,
            BuildTable build,
            Whole whole,
            @Nullable MatchedRows marks,
            QueryContext query) {
        this.marks = marks;
        this.plan = plan;
        this.build = build;
        this.whole = whole;
        this.table = build.directory();
        this.encoder = build.joinKeys().newEncoder();
        this.hashed = table.usesHashes();
        this.unique = table.isUnique();
        this.residual =
                plan.residual() == null
                        ? null
                        : Evaluators.predicate(plan.residual(), query.functions());
        this.marksBuild = plan.type().endsWithRight();
        this.marksOnly = marksBuild && !plan.type().givesPairs();
        this.capacity = Math.max(query.config().batchRowCount(), 16);
        this.pairProbe = new int[capacity + 1];
        this.pairBuild = new int[capacity + 1];
    }

    @Override
    public void accept(Batch accepted) {
        int count = accepted.selectedCount();
        if (found.length < count) {
            found = new int[count];
            matched = new boolean[count];
        }
        Arrays.fill(matched, 0, count, false);
        encoder.encode(KeyEncoder.cells(accepted, plan.leftKeys()), count, keys, hashed);
        table.findFirst(keys, found);
        if (plan.type() == JoinType.NULL_AWARE_ANTI && !whole.isEmpty()) {
            matchNulls(accepted);
        }
        if (marks != null) {
            marks.load(matched, count);
        }
        batch = accepted;
        row = 0;
        candidate = found[0];
    }

    /// NOT IN is unknown for a null key, unless the list is empty.
    private void matchNulls(Batch accepted) {
        Vector key = accepted.column(plan.leftKeys().getFirst());
        int[] selection = accepted.selection();
        if (key.mayHaveNulls()) {
            for (int i = 0; i < accepted.selectedCount(); i++) {
                matched[i] = key.isNull(selection == null ? i : selection[i]);
            }
        }
    }

    @Override
    public @Nullable Batch next() {
        Batch probed = batch;
        if (probed == null) {
            return null;
        }
        if (!plan.type().givesPairs() && residual == null) {
            findAny(probed.selectedCount());
        } else {
            for (int count = findPairs(probed.selectedCount()); count > 0; ) {
                Batch pairs = confirm(probed, count);
                if (pairs != null) {
                    return pairs;
                }
                count = findPairs(probed.selectedCount());
            }
        }
        batch = null;
        if (marks != null && !marks.keep(matched, probed.selectedCount())) {
            return null;
        }
        return PairSelection.rest(plan.type(), probed, matched, plan.right().output());
    }

    private void findAny(int count) {
        if (marksBuild) {
            markAll(count);
            return;
        }
        for (int probe = 0; probe < count; probe++) {
            matched[probe] |= found[probe] != 0;
        }
    }

    /// Marks the build rows of all keys; those of one key are marked one after the other, so that
    /// the first says whether it was done before.
    private void markAll(int count) {
        boolean[] buildMatched = build.matched();
        for (int probe = 0; probe < count; probe++) {
            int next = found[probe];
            while (next != 0 && !buildMatched[next - 1]) {
                buildMatched[next - 1] = true;
                next = unique ? 0 : table.findNext(next, keys, probe);
            }
        }
    }

    /// Fills the pair arrays from where the last call ended; 0 when the batch is used up.
    private int findPairs(int rowCount) {
        if (unique && rowCount <= capacity) {
            int from = row;
            row = rowCount;
            return from == rowCount ? 0 : findOnly(rowCount);
        }
        int count = 0;
        int probe = row;
        int next = candidate;
        while (probe < rowCount) {
            while (next != 0) {
                pairProbe[count] = probe;
                pairBuild[count] = next - 1;
                next = table.findNext(next, keys, probe);
                if (isWanted(pairBuild[count]) && ++count == capacity) {
                    row = probe;
                    candidate = next;
                    return count;
                }
            }
            probe++;
            next = probe < rowCount ? found[probe] : 0;
        }
        row = probe;
        candidate = 0;
        return count;
    }

    /// The pairs of a whole batch, where each row has at most one.
    private int findOnly(int rowCount) {
        int count = 0;
        for (int probe = 0; probe < rowCount; probe++) {
            int next = found[probe];
            pairProbe[count] = probe;
            pairBuild[count] = next - 1;
            count += next != 0 && isWanted(next - 1) ? 1 : 0;
        }
        return count;
    }

    /// Whether one more pair of a build row changes anything.
    private boolean isWanted(int buildRow) {
        return !marksOnly || !build.matched()[buildRow];
    }

    /// Marks the pairs for which the residual predicate holds, and gives them if this join does;
    /// null where there are none to give.
    private @Nullable Batch confirm(Batch probed, int count) {
        List<Vector> columns = new ArrayList<>(probeColumns(probed, count));
        columns.addAll(build.take(pairBuild, count));
        Batch pairs = new Batch(columns, count);
        if (residual != null) {
            pairs = residual.filter(pairs);
        }
        mark(pairs);
        return plan.type().givesPairs() && pairs.selectedCount() > 0 ? pairs : null;
    }

    /// The left columns of the pairs; those of the batch itself where each row has one partner, as
    /// rows that refer to a key do.
    private List<Vector> probeColumns(Batch probed, int count) {
        int[] selection = probed.selection();
        int[] probeRows = new int[count];
        boolean same = count == probed.rowCount();
        for (int pair = 0; pair < count; pair++) {
            int at = pairProbe[pair];
            probeRows[pair] = selection == null ? at : selection[at];
            same &= probeRows[pair] == pair;
        }
        if (same) {
            return probed.columns();
        }
        return build.columns().left(probed.columns(), probeRows, count);
    }

    private void mark(Batch pairs) {
        int[] kept = pairs.selection();
        boolean[] buildMatched = build.matched();
        for (int i = 0; i < pairs.selectedCount(); i++) {
            int pair = kept == null ? i : kept[i];
            matched[pairProbe[pair]] = true;
            if (marksBuild) {
                buildMatched[pairBuild[pair]] = true;
            }
        }
    }

    @Override
    public boolean isDone() {
        return switch (plan.type()) {
            case INNER, RIGHT, SEMI, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK -> whole.isEmpty();
            case NULL_AWARE_ANTI -> whole.hasNullKey();
            case LEFT, FULL, ANTI, LEFT_MARK -> false;
        };
    }
}
