package dev.tarn.engine.sort;

import dev.tarn.engine.order.SortOrder;

/// Merges sorted runs of row numbers: the winner is at the root, each inner node keeps the loser of
/// the match played there, so that taking a row replays one path (Knuth, volume 3, 5.4.1). Rows
/// that are equal come in the order of their runs.
final class LoserTree {
    private final SortOrder comparison;
    private final int[] order;
    private final int[] next;
    private final int[] ends;
    private final int[] losers;
    private final int leafCount;
    private int winner;

    /// A merge of the runs `order[starts[i]..starts[i + 1])`.
    LoserTree(SortOrder comparison, int[] order, int[] starts) {
        this.comparison = comparison;
        this.order = order;
        int runCount = starts.length - 1;
        this.leafCount = Math.max(1, Integer.highestOneBit(Math.max(1, 2 * runCount - 1)));
        this.next = new int[leafCount];
        this.ends = new int[leafCount];
        for (int run = 0; run < runCount; run++) {
            next[run] = starts[run];
            ends[run] = starts[run + 1];
        }
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

    private boolean beats(int left, int right) {
        if (next[right] == ends[right]) {
            return next[left] < ends[left] || left < right;
        }
        if (next[left] == ends[left]) {
            return false;
        }
        int compared = comparison.compare(order[next[left]], order[next[right]]);
        return compared < 0 || (compared == 0 && left < right);
    }

    /// Puts the next rows into `rows`, at most `count`; says how many there were.
    int take(int[] rows, int count) {
        int taken = 0;
        while (taken < count && next[winner] < ends[winner]) {
            rows[taken++] = order[next[winner]++];
            replay();
        }
        return taken;
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
}
