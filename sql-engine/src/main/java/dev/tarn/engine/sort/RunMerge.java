package dev.tarn.engine.sort;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Merges sorted runs on disk into one order, by a loser tree as [LoserTree] does rows in memory.
/// Rows that are equal come in the order of their runs. Owned by one driver.
final class RunMerge {
    private final List<DataType> types;
    private final List<RunCursor> cursors;
    private final int[] losers;
    private final int leafCount;
    private int[] from = new int[0];
    private int[] rows = new int[0];
    private int winner;

    /// A merge of the runs at whose first rows `cursors` are; one at least.
    RunMerge(List<DataType> types, List<RunCursor> cursors) {
        this.types = types;
        this.cursors = List.copyOf(cursors);
        this.leafCount = Integer.highestOneBit(2 * cursors.size() - 1);
        this.losers = new int[leafCount];
        this.winner = play(1);
    }

    private int play(int node) {
        if (node >= leafCount) {
            return node - leafCount;
        }
        int left = play(2 * node);
        int right = play(2 * node + 1);
        boolean leftWins = beats(left, right);
        losers[node] = leftWins ? right : left;
        return leftWins ? left : right;
    }

    private boolean isAtEnd(int leaf) {
        return leaf >= cursors.size() || cursors.get(leaf).isAtEnd();
    }

    private boolean beats(int left, int right) {
        if (isAtEnd(right)) {
            return !isAtEnd(left) || left < right;
        }
        if (isAtEnd(left)) {
            return false;
        }
        int compared = cursors.get(left).compareTo(cursors.get(right));
        return compared < 0 || compared == 0 && left < right;
    }

    private void replay() {
        int best = winner;
        for (int node = best + leafCount >>> 1; node > 0; node >>>= 1) {
            int loser = losers[node];
            if (beats(loser, best)) {
                losers[node] = best;
                best = loser;
            }
        }
        winner = best;
    }

    /// The next rows, `most` of them at most and fewer where a batch of some run ends; null at the
    /// end.
    @Nullable Batch next(int most) {
        if (most == 0 || isAtEnd(winner)) {
            return null;
        }
        if (from.length < most) {
            from = new int[most];
            rows = new int[most];
        }
        int count = 0;
        while (count < most && !isAtEnd(winner)) {
            RunCursor cursor = cursors.get(winner);
            from[count] = winner;
            rows[count++] = cursor.row();
            if (!cursor.advance()) {
                // What was taken of this batch is copied before the next one takes its place.
                Batch taken = taken(count);
                cursor.load();
                replay();
                return taken;
            }
            replay();
        }
        return taken(count);
    }

    private Batch taken(int count) {
        List<Vector> columns = new ArrayList<>(types.size());
        for (int column = 0; column < types.size(); column++) {
            List<FlatVector> sources = new ArrayList<>(cursors.size());
            for (RunCursor cursor : cursors) {
                sources.add(
                        cursor.isAtEnd()
                                ? Vectors.nulls(types.get(column), 0).flatten()
                                : cursor.batch().column(column).flatten());
            }
            columns.add(Interleave.of(types.get(column), sources, from, rows, count));
        }
        return new Batch(columns, count);
    }
}
