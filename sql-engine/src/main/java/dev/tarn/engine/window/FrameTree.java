package dev.tarn.engine.window;

import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.columns.Concatenation;
import dev.tarn.engine.function.Accumulator;
import dev.tarn.engine.function.Rows;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Aggregates of any frames by a segment tree: a node of level `k` is the state of 16^k rows, one
/// behind the other, so that a frame is at most 30 pieces of each level. (Leis et al., Efficient
/// Processing of Window Functions in Analytical SQL Queries, VLDB 2015.)
///
/// Level 0 is the rows themselves. Only nodes that lie in some frame are made: no state is of rows
/// that no frame has together, which could overflow where no result does. Pieces are merged level
/// by level for many rows at once, for each row from left to right.
final class FrameTree {
    private static final int SHIFT = 4;
    private static final int CHUNK_ROWS = 2048;
    private static final int PIECES_AT_ONCE = 1 << 15;

    private final Section section;
    private final Supplier<Accumulator> states;
    private final List<Vector> arguments;

    /// The states of level `k + 1` at `k`.
    private final List<Accumulator> levels = new ArrayList<>();

    private final int[] pieces = new int[PIECES_AT_ONCE];
    private final int[] targets = new int[PIECES_AT_ONCE];
    private int pieceCount;

    FrameTree(Section section, Supplier<Accumulator> states, List<Vector> arguments) {
        this.section = section;
        this.states = states;
        this.arguments = arguments;
    }

    /// The result of each row's frame, row by row of the frame: for states that cannot be merged
    /// more than once.
    Vector byRows(Frames frames) {
        return results(frames);
    }

    /// The result of each row's frame.
    Vector evaluate(Frames frames) {
        boolean[] needed = needed(frames, 1);
        for (int level = 1; needed.length > 0; level++) {
            levels.add(level == 1 ? ofRows(needed) : ofNodes(level, needed));
            section.reserve(levels.getLast().sizeBytes());
            needed = needed(frames, level + 1);
        }
        Vector result = results(frames);
        for (Accumulator level : levels) {
            section.reserve(-level.sizeBytes());
        }
        return result;
    }

    private static int firstNode(int row, int level) {
        int shift = SHIFT * level;
        return shift > 30 ? (row == 0 ? 0 : 1) : (int) ((row + (1L << shift) - 1) >> shift);
    }

    private static int endNode(int row, int level) {
        int shift = SHIFT * level;
        return shift > 30 ? 0 : row >> shift;
    }

    /// Which nodes of `level` lie in a frame; nothing where none does.
    private boolean[] needed(Frames frames, int level) {
        int nodeCount = endNode(section.rowCount(), level);
        int[] changes = new int[nodeCount + 1];
        boolean any = false;
        for (int range = 0; range < frames.rangeCount(); range++) {
            int[] starts = frames.starts()[range];
            int[] ends = frames.ends()[range];
            for (int row = 0; row < starts.length; row++) {
                int first = firstNode(starts[row], level);
                int end = endNode(ends[row], level);
                if (first < end) {
                    changes[first]++;
                    changes[end]--;
                    any = true;
                }
            }
        }
        boolean[] needed = new boolean[any ? nodeCount : 0];
        int depth = 0;
        for (int node = 0; node < needed.length; node++) {
            depth += changes[node];
            needed[node] = depth > 0;
        }
        return needed;
    }

    private Accumulator ofRows(boolean[] needed) {
        Accumulator nodes = states.get();
        nodes.resize(needed.length);
        for (int row = 0; row < needed.length << SHIFT; row++) {
            if (needed[row >> SHIFT]) {
                piece(row, row >> SHIFT, 0, nodes);
            }
        }
        flush(0, nodes);
        return nodes;
    }

    private Accumulator ofNodes(int level, boolean[] needed) {
        Accumulator nodes = states.get();
        nodes.resize(needed.length);
        for (int child = 0; child < needed.length << SHIFT; child++) {
            if (needed[child >> SHIFT]) {
                piece(child, child >> SHIFT, level - 1, nodes);
            }
        }
        flush(level - 1, nodes);
        return nodes;
    }

    private Vector results(Frames frames) {
        List<FlatVector> results = new ArrayList<>();
        for (int from = 0; from < section.rowCount(); from += CHUNK_ROWS) {
            int to = Math.min(section.rowCount(), from + CHUNK_ROWS);
            Accumulator chunk = states.get();
            chunk.resize(to - from);
            for (int range = 0; range < frames.rangeCount(); range++) {
                merge(frames.starts()[range], frames.ends()[range], from, to, chunk);
            }
            FlatVector finished = chunk.finish(0, to - from).flatten();
            section.reserve(finished.sizeBytes());
            results.add(finished);
        }
        long bytes = 0;
        for (FlatVector result : results) {
            bytes += result.sizeBytes();
        }
        section.reserve(bytes);
        Vector whole =
                results.isEmpty()
                        ? states.get().finish(0, 0)
                        : Concatenation.of(results.getFirst().type(), results);
        section.reserve(-2 * bytes);
        return whole;
    }

    /// Puts the rows `starts[row]..ends[row]` into the state of `row - from`, for all `from..to`:
    /// up the levels what lies left of the largest nodes, then down what lies right of them.
    private void merge(int[] starts, int[] ends, int from, int to, Accumulator into) {
        int top = levels.size();
        for (int level = 0; level <= top; level++) {
            for (int row = from; row < to; row++) {
                int first = firstNode(starts[row], level);
                int end = endNode(ends[row], level);
                if (level < top
                        && firstNode(starts[row], level + 1) < endNode(ends[row], level + 1)) {
                    end = firstNode(starts[row], level + 1) << SHIFT;
                }
                pieces(first, end, row - from, level, into);
            }
            flush(level, into);
        }
        for (int level = top - 1; level >= 0; level--) {
            for (int row = from; row < to; row++) {
                int above = endNode(ends[row], level + 1);
                if (firstNode(starts[row], level + 1) < above) {
                    pieces(above << SHIFT, endNode(ends[row], level), row - from, level, into);
                }
            }
            flush(level, into);
        }
    }

    private void pieces(int first, int end, int target, int level, Accumulator into) {
        for (int node = first; node < end; node++) {
            piece(node, target, level, into);
        }
    }

    private void piece(int node, int target, int level, Accumulator into) {
        if (pieceCount == PIECES_AT_ONCE) {
            flush(level, into);
        }
        pieces[pieceCount] = node;
        targets[pieceCount++] = target;
    }

    /// Merges the pieces gathered, which are nodes of `level`.
    private void flush(int level, Accumulator into) {
        if (pieceCount == 0) {
            return;
        }
        section.query().checkRunning();
        if (level == 0) {
            into.add(targets, arguments, new Rows(section.rowCount(), pieces, pieceCount));
        } else {
            into.merge(levels.get(level - 1), pieces, targets, pieceCount);
        }
        pieceCount = 0;
    }
}
