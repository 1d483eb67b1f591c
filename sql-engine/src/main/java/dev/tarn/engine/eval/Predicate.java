package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.kernel.Selections;

import java.util.List;

/// A condition that narrows rows to those for which it is true. Owned by one driver.
interface Predicate {

    /// Those of `rows` for which it is true; their array may be that of `room`, which belongs to
    /// whoever asks, and may be that of `rows`.
    Rows narrow(Batch batch, Rows rows, Room room);

    /// An array for the rows that are kept, used for one batch after another.
    final class Room {
        private int[] rows = new int[0];

        /// The array, of `count` elements at least.
        int[] of(int count) {
            if (rows.length < count) {
                rows = new int[count];
            }
            return rows;
        }
    }

    /// The condition that `node`, of type BOOLEAN, gives: as a comparison with a constant where it
    /// is one, by looking at its values otherwise.
    static Predicate of(Node node, FusedLoops loops) {
        if (node instanceof CallNode call) {
            Predicate comparison = ConstantComparison.of(call, loops);
            if (comparison != null) {
                return comparison;
            }
        }
        return new True(FusedNode.of(node, loops));
    }

    /// Rows for which all are true; each is asked only for what those before it left.
    record All(List<Predicate> conjuncts) implements Predicate {
        @Override
        public Rows narrow(Batch batch, Rows rows, Room room) {
            Rows left = rows;
            for (Predicate conjunct : conjuncts) {
                if (left.selectedCount() == 0) {
                    return left;
                }
                left = conjunct.narrow(batch, left, room);
            }
            return left;
        }
    }

    /// Rows for which one is true; each is asked only for rows that none before it took.
    record Any(List<Predicate> disjuncts) implements Predicate {
        @Override
        public Rows narrow(Batch batch, Rows rows, Room room) {
            Rows left = rows;
            for (Predicate disjunct : disjuncts) {
                if (left.selectedCount() == 0) {
                    break;
                }
                left = minus(left, disjunct.narrow(batch, left, new Room()));
            }
            return minus(rows, left);
        }
    }

    /// The rows of `rows` that are not in `removed`, which are some of them.
    static Rows minus(Rows rows, Rows removed) {
        if (removed.selectedCount() == 0) {
            return rows;
        }
        int removedCount = removed.selectedCount();
        int[] removedRows = removed.selection();
        if (removedRows == null || removedCount == rows.selectedCount()) {
            return new Rows(rows.rowCount(), new int[0], 0);
        }
        int[] kept = new int[rows.selectedCount()];
        int count =
                Selections.without(
                        removedRows, removedCount, rows.selection(), rows.selectedCount(), kept);
        return rows.of(kept, count);
    }

    /// Rows for which the value of `node` is true.
    record True(Node node) implements Predicate {
        @Override
        public Rows narrow(Batch batch, Rows rows, Room room) {
            return whereTrue(node.evaluate(batch, rows), rows, room);
        }
    }

    /// Those of `rows` for which `values`, of type BOOLEAN, is true.
    static Rows whereTrue(Vector values, Rows rows, Room room) {
        int[] kept = room.of(rows.selectedCount());
        int count =
                switch (values) {
                    case ConstantVector constant -> {
                        if (constant.isNull() || !((BooleanVector) constant.value()).values()[0]) {
                            yield 0;
                        }
                        yield -1;
                    }
                    case DictionaryVector(FlatVector dictionary, int[] ids, int length) ->
                            Selections.whereTrue(
                                    ((BooleanVector) dictionary).values(),
                                    dictionary.validity(),
                                    ids,
                                    rows.selection(),
                                    rows.selectedCount(),
                                    kept);
                    case FlatVector flat ->
                            Selections.whereTrue(
                                    ((BooleanVector) flat).values(),
                                    flat.validity(),
                                    rows.selection(),
                                    rows.selectedCount(),
                                    kept);
                    case SequenceVector sequence ->
                            throw new IllegalArgumentException(
                                    "Condition of type " + sequence.type());
                };
        return count < 0 ? rows : rows.of(kept, count);
    }
}
