package dev.tarn.engine.join;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.JoinType;
import dev.tarn.engine.physical.Plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Which columns of both sides a join needs the values of: those of its output that somebody reads,
/// and those that its condition looks at. The places of others hold nulls. Immutable.
final class JoinColumns {
    private final BitSet left;
    private final List<Integer> right;
    private final List<Field> rightFields;
    private final int rightWidth;

    /// @param read the columns of the output that somebody reads
    JoinColumns(Plan.HashJoin plan, BitSet read) {
        JoinType type = plan.type();
        int leftWidth = plan.left().output().size();
        this.rightWidth = plan.right().output().size();
        BitSet needed = new BitSet();
        int shift = type.keepsLeft() ? 0 : leftWidth;
        int width = type.keepsRight() ? leftWidth + rightWidth : leftWidth;
        read.stream().map(at -> at + shift).filter(at -> at < width).forEach(needed::set);
        Expr residual = plan.residual();
        if (residual != null) {
            residual.columns().forEach(needed::set);
        }
        this.left = needed.get(0, leftWidth);
        this.right = needed.get(leftWidth, leftWidth + rightWidth).stream().boxed().toList();
        this.rightFields = right.stream().map(plan.right().output()::get).toList();
    }

    /// The left columns that are needed, in order.
    List<Integer> left() {
        return left.stream().boxed().toList();
    }

    /// The right columns that are needed, in order.
    List<Integer> right() {
        return right;
    }

    List<Field> rightFields() {
        return rightFields;
    }

    /// All right columns, of which `kept` are those that are needed, for `count` rows.
    List<Vector> right(List<Vector> kept, int count) {
        if (kept.size() == rightWidth) {
            return kept;
        }
        Vector[] all = new Vector[rightWidth];
        Arrays.fill(all, absent(count));
        for (int i = 0; i < kept.size(); i++) {
            all[right.get(i)] = kept.get(i);
        }
        return Arrays.asList(all);
    }

    /// The left columns `columns` at `rows[0..count)`.
    List<Vector> left(List<Vector> columns, int[] rows, int count) {
        List<Vector> taken = new ArrayList<>(columns.size());
        for (int column = 0; column < columns.size(); column++) {
            taken.add(left.get(column) ? columns.get(column).take(rows, count) : absent(count));
        }
        return taken;
    }

    private static Vector absent(int count) {
        return Vectors.nulls(DataType.UNKNOWN, count);
    }
}
