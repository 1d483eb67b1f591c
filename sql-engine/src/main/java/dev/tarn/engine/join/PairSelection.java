package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.physical.JoinType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What a join gives of a probe batch once it is known which of its rows have a match.
final class PairSelection {
    private PairSelection() {}

    /// The rows that follow after all pairs of `batch`: matched or unmatched ones, with nulls or a
    /// mark; null where there are none. `matched[i]` is of the i-th selected row.
    static @Nullable Batch rest(JoinType type, Batch batch, boolean[] matched, List<Field> right) {
        return switch (type) {
            case INNER, RIGHT, RIGHT_SEMI, RIGHT_ANTI, RIGHT_MARK -> null;
            case LEFT, FULL -> withNulls(keep(batch, matched, false), right);
            case SEMI -> keep(batch, matched, true);
            case ANTI, NULL_AWARE_ANTI -> keep(batch, matched, false);
            case LEFT_MARK -> withMark(batch, matched);
        };
    }

    private static @Nullable Batch keep(Batch batch, boolean[] matched, boolean wanted) {
        int[] selection = batch.selection();
        int[] kept = new int[batch.selectedCount()];
        int count = 0;
        for (int i = 0; i < kept.length; i++) {
            if (matched[i] == wanted) {
                kept[count++] = selection == null ? i : selection[i];
            }
        }
        if (count == 0) {
            return null;
        }
        return count == kept.length
                ? batch
                : new Batch(batch.columns(), batch.rowCount(), kept, count);
    }

    private static @Nullable Batch withNulls(@Nullable Batch batch, List<Field> right) {
        if (batch == null) {
            return null;
        }
        List<Vector> columns = new ArrayList<>(batch.columns());
        for (Field field : right) {
            columns.add(Vectors.nulls(field.type(), batch.rowCount()));
        }
        return new Batch(columns, batch.rowCount(), batch.selection(), batch.selectedCount());
    }

    private static Batch withMark(Batch batch, boolean[] matched) {
        int[] selection = batch.selection();
        boolean[] mark = new boolean[batch.rowCount()];
        for (int i = 0; i < batch.selectedCount(); i++) {
            mark[selection == null ? i : selection[i]] = matched[i];
        }
        List<Vector> columns = new ArrayList<>(batch.columns());
        columns.add(new BooleanVector(DataType.BOOLEAN, mark));
        return new Batch(columns, batch.rowCount(), selection, batch.selectedCount());
    }
}
