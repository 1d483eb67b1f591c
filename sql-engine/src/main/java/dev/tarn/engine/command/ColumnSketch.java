package dev.tarn.engine.command;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.ConstantVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DictionaryVector;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.SequenceVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;

import java.math.BigInteger;

/// The different values of one column, nulls left out, sketched as the bytes that Iceberg's
/// single-value serialization gives them. Of dictionaries each entry that rows use is added once a
/// batch. Not thread-safe.
final class ColumnSketch {
    private final ThetaSketch sketch = new ThetaSketch();

    /// Whether values of `type` have such bytes: all but nested ones, variants and shapes.
    static boolean takes(DataType type) {
        return switch (type) {
            case DataType.ListOf _, DataType.MapOf _, DataType.StructOf _, DataType.Shape _ ->
                    false;
            case DataType.Simple simple -> simple != DataType.Simple.VARIANT;
            case DataType.Fixed _, DataType.Decimal _, DataType.Time _, DataType.Timestamp _ ->
                    true;
        };
    }

    ThetaSketch sketch() {
        return sketch;
    }

    void add(Vector column) {
        switch (column) {
            case DictionaryVector ids -> addUsed(ids);
            case ConstantVector constant -> {
                if (constant.length() > 0) {
                    addAll(constant.value().flatten());
                }
            }
            case SequenceVector sequence -> addAll(sequence.flatten());
            case FlatVector flat -> addAll(flat);
        }
    }

    private void addUsed(DictionaryVector column) {
        FlatVector dictionary = column.dictionary();
        boolean[] isUsed = new boolean[dictionary.length()];
        for (int row = 0; row < column.length(); row++) {
            isUsed[column.ids()[row]] = true;
        }
        for (int id = 0; id < isUsed.length; id++) {
            if (isUsed[id] && !dictionary.isNull(id)) {
                addOne(dictionary, id);
            }
        }
    }

    private void addAll(FlatVector values) {
        boolean mayHaveNulls = values.mayHaveNulls();
        for (int row = 0; row < values.length(); row++) {
            if (!mayHaveNulls || !values.isNull(row)) {
                addOne(values, row);
            }
        }
    }

    private void addOne(FlatVector values, int row) {
        switch (values) {
            case BooleanVector v -> sketch.addBits(v.values()[row] ? 1 : 0, Byte.BYTES);
            case IntVector v -> sketch.addBits(v.values()[row] & 0xFFFF_FFFFL, Integer.BYTES);
            case LongVector v -> addLong(v, row);
            case Int128Vector v -> addUnscaled(v.unscaled(row));
            case FloatVector v ->
                    sketch.addBits(
                            Float.floatToIntBits(v.values()[row]) & 0xFFFF_FFFFL, Float.BYTES);
            case DoubleVector v ->
                    sketch.addBits(Double.doubleToLongBits(v.values()[row]), Double.BYTES);
            case BytesVector v -> sketch.addBytes(v.data(), v.offsets()[row], v.offsets()[row + 1]);
            case ListVector _, MapVector _, StructVector _ ->
                    throw new IllegalArgumentException("No sketch of " + values.type());
        }
    }

    private void addLong(LongVector values, int row) {
        if (values.type() instanceof DataType.Decimal) {
            addUnscaled(BigInteger.valueOf(values.values()[row]));
        } else {
            sketch.addBits(values.values()[row], Long.BYTES);
        }
    }

    private void addUnscaled(BigInteger unscaled) {
        byte[] bytes = unscaled.toByteArray();
        sketch.addBytes(bytes, 0, bytes.length);
    }
}
