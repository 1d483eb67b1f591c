package dev.tarn.engine.function.cast;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

/// What happens to values that cannot be converted: an error for CAST, null for TRY_CAST. One for
/// each conversion of a vector.
final class Failures {
    private final boolean orNull;
    private final DataType from;
    private final DataType to;
    private final int rowCount;
    private long @Nullable [] validity;

    Failures(boolean orNull, DataType from, DataType to, int rowCount) {
        this.orNull = orNull;
        this.from = from;
        this.to = to;
        this.rowCount = rowCount;
    }

    /// The same policy for other types over other rows: for the elements of nested values.
    Failures inside(DataType elementFrom, DataType elementTo, int elementCount) {
        return new Failures(orNull, elementFrom, elementTo, elementCount);
    }

    boolean orNull() {
        return orNull;
    }

    /// The value at `row` does not spell a value of the type.
    void invalid(int row, Object value) {
        fail(row, ErrorCode.INVALID_CAST_ARGUMENT, value, "");
    }

    /// The value at `row` is a number beyond the type's range.
    void outOfRange(int row, Object value) {
        fail(row, ErrorCode.NUMERIC_VALUE_OUT_OF_RANGE, value, ": out of range");
    }

    private void fail(int row, ErrorCode code, Object value, String reason) {
        if (!orNull) {
            String quoted = from == DataType.STRING ? "'" + value + "'" : value.toString();
            throw new SqlException(
                    code, "Cannot cast %s %s to %s%s".formatted(from, quoted, to, reason));
        }
        long[] words = validity;
        if (words == null) {
            words = Bitmaps.allSet(rowCount);
            validity = words;
        }
        Bitmaps.clear(words, row);
    }

    /// `vector` with nulls where something failed.
    Vector applyTo(Vector vector) {
        if (validity == null) {
            return vector;
        }
        FlatVector flat = vector.flatten();
        return flat.withValidity(Bitmaps.and(validity, flat.validity(), rowCount));
    }
}
