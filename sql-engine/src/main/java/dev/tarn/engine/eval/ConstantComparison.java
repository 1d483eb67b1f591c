package dev.tarn.engine.eval;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.kernel.RangeSelections;
import dev.tarn.engine.kernel.Selections;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A comparison with a constant, as a range of the operand's values: rows are picked without a
/// boolean for each. Flat ints, longs, doubles and (for `=`) bytes go this way; other types and
/// encodings ask the call.
final class ConstantComparison implements Predicate {
    private final CallNode call;
    private final int operandAt;
    private final Node operand;
    private final FlatVector constant;
    private final Relation relation;

    /// The operand's relation to the constant.
    private enum Relation {
        EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        static @Nullable Relation of(String function) {
            return switch (function) {
                case "equal" -> EQUAL;
                case "less_than" -> LESS;
                case "less_than_or_equal" -> LESS_OR_EQUAL;
                case "greater_than" -> GREATER;
                case "greater_than_or_equal" -> GREATER_OR_EQUAL;
                default -> null;
            };
        }

        Relation mirrored() {
            return switch (this) {
                case EQUAL -> EQUAL;
                case LESS -> GREATER;
                case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
                case GREATER -> LESS;
                case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            };
        }
    }

    private ConstantComparison(
            CallNode call, int operandAt, Node operand, FlatVector constant, Relation relation) {
        this.call = call;
        this.operandAt = operandAt;
        this.operand = operand;
        this.constant = constant;
        this.relation = relation;
    }

    /// The comparison that `call` is, or null.
    static @Nullable ConstantComparison of(CallNode call, FusedLoops loops) {
        Relation relation = Relation.of(call.function().name());
        if (relation == null) {
            return null;
        }
        int operandAt = call.arguments().get(1) instanceof Node.Constant ? 0 : 1;
        if (!(call.arguments().get(1 - operandAt) instanceof Node.Constant(FlatVector constant))
                || constant.isNull(0)
                || !hasRanges(constant, relation)) {
            return null;
        }
        return new ConstantComparison(
                call,
                operandAt,
                FusedNode.of(call.arguments().get(operandAt), loops),
                constant,
                operandAt == 0 ? relation : relation.mirrored());
    }

    private static boolean hasRanges(FlatVector constant, Relation relation) {
        DataType.Physical physical = constant.type().physical();
        return physical == DataType.Physical.INT
                || physical == DataType.Physical.LONG
                || physical == DataType.Physical.DOUBLE
                || physical == DataType.Physical.BYTES && relation == Relation.EQUAL;
    }

    @Override
    public Rows narrow(Batch batch, Rows rows, Room room) {
        Vector vector = operand.evaluate(batch, rows);
        int[] kept = room.of(rows.selectedCount());
        return switch (vector) {
            case IntVector ints -> rows.of(kept, narrow(ints, rows, kept));
            case LongVector longs -> rows.of(kept, narrow(longs, rows, kept));
            case DoubleVector doubles -> rows.of(kept, narrow(doubles, rows, kept));
            case BytesVector bytes ->
                    rows.of(
                            kept,
                            Selections.equalTo(
                                    bytes.data(),
                                    bytes.offsets(),
                                    ((BytesVector) constant).bytes(0),
                                    bytes.validity(),
                                    rows.selection(),
                                    rows.selectedCount(),
                                    kept));
            default -> {
                List<Vector> values = new ArrayList<>();
                values.add(vector);
                values.add(
                        1 - operandAt, call.arguments().get(1 - operandAt).evaluate(batch, rows));
                yield Predicate.whereTrue(call.apply(values, rows), rows, room);
            }
        };
    }

    private int narrow(IntVector vector, Rows rows, int[] kept) {
        int bound = ((IntVector) constant).values()[0];
        if (relation == Relation.LESS && bound == Integer.MIN_VALUE
                || relation == Relation.GREATER && bound == Integer.MAX_VALUE) {
            return 0;
        }
        int min =
                switch (relation) {
                    case EQUAL, GREATER_OR_EQUAL -> bound;
                    case GREATER -> bound + 1;
                    case LESS, LESS_OR_EQUAL -> Integer.MIN_VALUE;
                };
        int max =
                switch (relation) {
                    case EQUAL, LESS_OR_EQUAL -> bound;
                    case LESS -> bound - 1;
                    case GREATER, GREATER_OR_EQUAL -> Integer.MAX_VALUE;
                };
        return RangeSelections.inRange(
                vector.values(),
                min,
                max,
                vector.validity(),
                rows.selection(),
                rows.selectedCount(),
                kept);
    }

    private int narrow(LongVector vector, Rows rows, int[] kept) {
        long bound = ((LongVector) constant).values()[0];
        if (relation == Relation.LESS && bound == Long.MIN_VALUE
                || relation == Relation.GREATER && bound == Long.MAX_VALUE) {
            return 0;
        }
        long min =
                switch (relation) {
                    case EQUAL, GREATER_OR_EQUAL -> bound;
                    case GREATER -> bound + 1;
                    case LESS, LESS_OR_EQUAL -> Long.MIN_VALUE;
                };
        long max =
                switch (relation) {
                    case EQUAL, LESS_OR_EQUAL -> bound;
                    case LESS -> bound - 1;
                    case GREATER, GREATER_OR_EQUAL -> Long.MAX_VALUE;
                };
        return RangeSelections.inRange(
                vector.values(),
                min,
                max,
                vector.validity(),
                rows.selection(),
                rows.selectedCount(),
                kept);
    }

    private int narrow(DoubleVector vector, Rows rows, int[] kept) {
        double bound = ((DoubleVector) constant).values()[0];
        if (Double.isNaN(bound)
                || relation == Relation.LESS && bound == Double.NEGATIVE_INFINITY
                || relation == Relation.GREATER && bound == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double min =
                switch (relation) {
                    case EQUAL, GREATER_OR_EQUAL -> bound;
                    case GREATER -> Math.nextUp(bound);
                    case LESS, LESS_OR_EQUAL -> Double.NEGATIVE_INFINITY;
                };
        double max =
                switch (relation) {
                    case EQUAL, LESS_OR_EQUAL -> bound;
                    case LESS -> Math.nextDown(bound);
                    case GREATER, GREATER_OR_EQUAL -> Double.POSITIVE_INFINITY;
                };
        return RangeSelections.inRange(
                vector.values(),
                min,
                max,
                vector.validity(),
                rows.selection(),
                rows.selectedCount(),
                kept);
    }
}
