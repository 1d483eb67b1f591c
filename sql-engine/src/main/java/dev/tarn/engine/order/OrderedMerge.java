package dev.tarn.engine.order;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Merges sequences of rows, each in order, into one: the winner is at the root of a loser tree,
/// each inner node keeps the loser of the match played there (Knuth, volume 3, 5.4.1). Rows that
/// are equal come in the order of their sequences. Owned by one driver.
///
/// A batch all of whose rows come before those of the other sequences is given as it is, so that
/// sequences one behind the other cost a comparison a batch.
public final class OrderedMerge {
    private final List<DataType> types;
    private final List<OrderedCursor> cursors;
    private final int[] losers;
    private final int leafCount;
    private int[] from = new int[0];
    private int[] rows = new int[0];
    private int winner;

    /// A merge of the sequences at whose first rows `cursors` are; one at least.
    public OrderedMerge(List<DataType> types, List<OrderedCursor> cursors) {
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

    /// The next rows, `most` of them at most and fewer where a batch of some sequence ends; null at
    /// the end.
    public @Nullable Batch next(int most) {
        if (most == 0 || isAtEnd(winner)) {
            return null;
        }
        if (isWholeBatchNext(most)) {
            Batch whole = cursors.get(winner).batch();
            cursors.get(winner).load();
            replay();
            return whole;
        }
        if (from.length < most) {
            from = new int[most];
            rows = new int[most];
        }
        int count = 0;
        while (count < most && !isAtEnd(winner)) {
            OrderedCursor cursor = cursors.get(winner);
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

    /// Whether the winner is at the beginning of a batch that no other sequence has a row in the
    /// midst of. The best of the others has lost to the winner itself.
    private boolean isWholeBatchNext(int most) {
        OrderedCursor cursor = cursors.get(winner);
        if (cursor.row() > 0 || cursor.batch().rowCount() > most) {
            return false;
        }
        for (int node = winner + leafCount >>> 1; node > 0; node >>>= 1) {
            int loser = losers[node];
            if (isAtEnd(loser)) {
                continue;
            }
            int compared = cursor.compareLastTo(cursors.get(loser));
            if (compared > 0 || compared == 0 && loser < winner) {
                return false;
            }
        }
        return true;
    }

    private Batch taken(int count) {
        List<Vector> columns = new ArrayList<>(types.size());
        for (int column = 0; column < types.size(); column++) {
            List<FlatVector> sources = new ArrayList<>(cursors.size());
            for (OrderedCursor cursor : cursors) {
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
