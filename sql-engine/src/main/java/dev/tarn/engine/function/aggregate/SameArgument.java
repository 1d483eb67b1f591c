package dev.tarn.engine.function.aggregate;

import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Interleave;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ValueOrder;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An argument that says how to aggregate, not what: it has to be the same for all rows that one
/// call sees, and not null. Anything else is INVALID_FUNCTION_ARGUMENT, as answers would depend on
/// the order of rows. Not thread-safe.
final class SameArgument {
    private final String what;
    private final DataType type;
    private @Nullable FlatVector value;

    /// @param what for messages, as in `approx_percentile's percentage`
    SameArgument(String what, DataType type) {
        this.what = what;
        this.type = type;
    }

    /// Takes the value of the selected rows.
    void see(Vector column, Rows rows) {
        if (rows.selectedCount() == 0) {
            return;
        }
        see(column, rows.row(0));
        int count = column instanceof ConstantVector ? 1 : rows.selectedCount();
        FlatVector same = required();
        for (int i = 1; i < count; i++) {
            if (!ValueOrder.equal(same, 0, column, rows.row(i))) {
                throw differs(same, column, rows.row(i));
            }
        }
    }

    private void see(Vector column, int row) {
        FlatVector known = value;
        if (column.isNull(row)) {
            throw new SqlException(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT, "%s must not be null".formatted(what));
        }
        if (known == null) {
            value = column.take(new int[] {row}, 1).flatten();
        } else if (!ValueOrder.equal(known, 0, column, row)) {
            throw differs(known, column, row);
        }
    }

    private SqlException differs(FlatVector known, Vector column, int row) {
        return new SqlException(
                ErrorCode.INVALID_FUNCTION_ARGUMENT,
                "%s must be the same for all rows, not %s and %s"
                        .formatted(
                                what, JavaValues.value(known, 0), JavaValues.value(column, row)));
    }

    /// Takes what another saw, if anything.
    void merge(SameArgument other) {
        FlatVector theirs = other.value;
        if (theirs != null) {
            see(theirs, 0);
        }
    }

    /// Whether a row was seen.
    boolean isKnown() {
        return value != null;
    }

    /// The value as a vector of one row; only once a row was seen.
    FlatVector required() {
        FlatVector known = value;
        if (known == null) {
            throw new IllegalStateException("No row was seen of " + what);
        }
        return known;
    }

    /// As a column of `count` rows, nulls before a row was seen.
    Vector save(int count) {
        FlatVector known = value;
        return new ConstantVector(
                known == null
                        ? Interleave.of(type, List.of(), new int[] {-1}, new int[1], 1)
                        : known,
                count);
    }

    void restore(Vector saved, int count) {
        if (count > 0 && !saved.isNull(0)) {
            see(saved, 0);
        }
    }

    /// What it is, for messages.
    String what() {
        return what;
    }

    DataType type() {
        return type;
    }

    long sizeBytes() {
        FlatVector known = value;
        return known == null ? 0 : known.sizeBytes();
    }
}
