package dev.tarn.storage.orc;

import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.FloatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.ListVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.MapVector;
import dev.tarn.columnar.StructVector;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.IcebergTypes;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.DoubleFieldMetrics;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.FloatFieldMetrics;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.orc.storage.common.type.HiveDecimal;
import org.apache.orc.storage.ql.exec.vector.BytesColumnVector;
import org.apache.orc.storage.ql.exec.vector.ColumnVector;
import org.apache.orc.storage.ql.exec.vector.DecimalColumnVector;
import org.apache.orc.storage.ql.exec.vector.DoubleColumnVector;
import org.apache.orc.storage.ql.exec.vector.ListColumnVector;
import org.apache.orc.storage.ql.exec.vector.LongColumnVector;
import org.apache.orc.storage.ql.exec.vector.MapColumnVector;
import org.apache.orc.storage.ql.exec.vector.MultiValuedColumnVector;
import org.apache.orc.storage.ql.exec.vector.StructColumnVector;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// One field of an ORC file that is written: fills orc-core's column vector from ours, and has the
/// bounds and NaN counts that ORC's own statistics lack. Bytes are copied. One thread.
final class OrcColumn {
    private final Types.NestedField field;
    private final String name;
    private final List<OrcColumn> children;
    private FloatFieldMetrics.@Nullable Builder floats;
    private DoubleFieldMetrics.@Nullable Builder doubles;

    private OrcColumn(Types.NestedField field, String name, List<OrcColumn> children) {
        this.field = field;
        this.name = name;
        this.children = children;
        if (field.type().typeId() == Type.TypeID.FLOAT) {
            floats = new FloatFieldMetrics.Builder(field.fieldId());
        }
        if (field.type().typeId() == Type.TypeID.DOUBLE) {
            doubles = new DoubleFieldMetrics.Builder(field.fieldId());
        }
    }

    /// `fields` in order, named with `prefix` in errors.
    ///
    /// @throws StorageException UNSUPPORTED for variants, shapes and UNKNOWN, which ORC files do
    ///   not hold
    static List<OrcColumn> all(List<Types.NestedField> fields, String prefix) {
        List<OrcColumn> columns = new ArrayList<>();
        for (Types.NestedField field : fields) {
            String name = prefix + field.name();
            Type type = field.type();
            DataType held = IcebergTypes.dataType(type);
            if (held == DataType.VARIANT
                    || held == DataType.UNKNOWN
                    || held instanceof DataType.Shape) {
                throw new StorageException(
                        StorageException.Kind.UNSUPPORTED,
                        "Column %s is %s, which ORC files do not hold; Parquet and Avro files do"
                                .formatted(name, type));
            }
            List<OrcColumn> children =
                    type.isNestedType() ? all(type.asNestedType().fields(), name + ".") : List.of();
            columns.add(new OrcColumn(field, name, children));
        }
        return columns;
    }

    /// Counts and bounds of floating-point fields that do not repeat.
    Stream<FieldMetrics<?>> metrics() {
        if (floats != null) {
            return Stream.of(floats.build());
        }
        if (doubles != null) {
            return Stream.of(doubles.build());
        }
        return field.type().isStructType()
                ? children.stream().flatMap(OrcColumn::metrics)
                : Stream.of();
    }

    /// Puts the values of `source` at `rows[from..from + count)` into `target` from `at` on. A row
    /// below 0 is one whose parent is null.
    ///
    /// @throws StorageException BAD_VALUE for a null in a required field
    void fill(ColumnVector target, int at, Vector source, int[] rows, int from, int count) {
        FlatVector values = source.flatten();
        int[] present = new int[count];
        boolean nulls = values.mayHaveNulls();
        for (int i = 0; i < count; i++) {
            int row = rows[from + i];
            boolean missing = row < 0;
            if (missing || nulls && values.isNull(row)) {
                if (!missing && field.isRequired()) {
                    throw new StorageException(
                            StorageException.Kind.BAD_VALUE,
                            "Column %s is required and cannot hold NULL".formatted(name));
                }
                target.noNulls = false;
                target.isNull[at + i] = true;
                present[i] = -1;
            } else {
                present[i] = row;
            }
        }
        values(target, at, values, present);
    }

    private void values(ColumnVector target, int at, FlatVector source, int[] rows) {
        switch (source) {
            case BooleanVector booleans -> {
                long[] out = ((LongColumnVector) target).vector;
                for (int i = 0; i < rows.length; i++) {
                    out[at + i] = rows[i] >= 0 && booleans.values()[rows[i]] ? 1 : 0;
                }
            }
            case IntVector ints -> {
                long[] out = ((LongColumnVector) target).vector;
                for (int i = 0; i < rows.length; i++) {
                    out[at + i] = rows[i] < 0 ? 0 : ints.values()[rows[i]];
                }
            }
            case LongVector longs -> longs(target, at, longs.values(), rows);
            case FloatVector reals -> floats((DoubleColumnVector) target, at, reals.values(), rows);
            case DoubleVector reals ->
                    doubles((DoubleColumnVector) target, at, reals.values(), rows);
            case BytesVector bytes -> bytes((BytesColumnVector) target, at, bytes, rows);
            case Int128Vector decimals ->
                    decimals((DecimalColumnVector) target, at, decimals, rows);
            case StructVector struct -> {
                ColumnVector[] fields = ((StructColumnVector) target).fields;
                for (int i = 0; i < fields.length; i++) {
                    Vector child = struct.fields().get(i);
                    children.get(i).fill(fields[i], at, child, rows, 0, rows.length);
                }
            }
            case ListVector list -> {
                ListColumnVector out = (ListColumnVector) target;
                int[] elements = elements(out, at, list.offsets(), rows);
                int first = out.childCount - elements.length;
                out.child.ensureSize(out.childCount, true);
                children.getFirst()
                        .fill(out.child, first, list.elements(), elements, 0, elements.length);
            }
            case MapVector map -> {
                MapColumnVector out = (MapColumnVector) target;
                int[] entries = elements(out, at, map.offsets(), rows);
                int first = out.childCount - entries.length;
                out.keys.ensureSize(out.childCount, true);
                out.values.ensureSize(out.childCount, true);
                children.getFirst().fill(out.keys, first, map.keys(), entries, 0, entries.length);
                children.getLast()
                        .fill(out.values, first, map.values(), entries, 0, entries.length);
            }
            default ->
                    throw new StorageException(
                            StorageException.Kind.BAD_VALUE,
                            "Column %s cannot take values of type %s"
                                    .formatted(name, source.type()));
        }
    }

    private void longs(ColumnVector target, int at, long[] source, int[] rows) {
        switch (target) {
            case TimestampColumnVector times -> {
                times.setIsUTC(true);
                long perSecond =
                        field.type().typeId() == Type.TypeID.TIMESTAMP_NANO
                                ? 1_000_000_000
                                : 1_000_000;
                for (int i = 0; i < rows.length; i++) {
                    long value = rows[i] < 0 ? 0 : source[rows[i]];
                    long second = Math.floorDiv(value, perSecond);
                    int nanos =
                            (int) (Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond));
                    times.time[at + i] = second * 1000 + nanos / 1_000_000;
                    times.nanos[at + i] = nanos;
                }
            }
            case DecimalColumnVector decimals -> {
                int scale = ((Types.DecimalType) field.type()).scale();
                for (int i = 0; i < rows.length; i++) {
                    if (rows[i] >= 0) {
                        decimals.vector[at + i].setFromLongAndScale(source[rows[i]], scale);
                    }
                }
            }
            default -> {
                long[] out = ((LongColumnVector) target).vector;
                for (int i = 0; i < rows.length; i++) {
                    out[at + i] = rows[i] < 0 ? 0 : source[rows[i]];
                }
            }
        }
    }

    private void floats(DoubleColumnVector target, int at, float[] source, int[] rows) {
        FloatFieldMetrics.Builder metrics = floats;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= 0) {
                float value = source[rows[i]];
                target.vector[at + i] = value;
                if (metrics != null) {
                    metrics.addValue(value);
                }
            }
        }
    }

    private void doubles(DoubleColumnVector target, int at, double[] source, int[] rows) {
        DoubleFieldMetrics.Builder metrics = doubles;
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= 0) {
                double value = source[rows[i]];
                target.vector[at + i] = value;
                if (metrics != null) {
                    metrics.addValue(value);
                }
            }
        }
    }

    private static void bytes(BytesColumnVector target, int at, BytesVector source, int[] rows) {
        if (target.bufferSize() == 0) {
            target.initBuffer();
        }
        int[] offsets = source.offsets();
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= 0) {
                int start = offsets[rows[i]];
                target.setVal(at + i, source.data(), start, offsets[rows[i] + 1] - start);
            }
        }
    }

    private void decimals(DecimalColumnVector target, int at, Int128Vector source, int[] rows) {
        int scale = ((Types.DecimalType) field.type()).scale();
        byte[] bytes = new byte[16];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= 0) {
                buffer.putLong(0, source.high()[rows[i]]).putLong(8, source.low()[rows[i]]);
                BigDecimal value = new BigDecimal(new BigInteger(bytes), scale);
                target.vector[at + i].set(HiveDecimal.create(value, false));
            }
        }
    }

    /// Gives each row its place among the elements, behind those that are there, and the rows of
    /// the elements in ours.
    private static int[] elements(
            MultiValuedColumnVector target, int at, int[] offsets, int[] rows) {
        int total = 0;
        for (int i = 0; i < rows.length; i++) {
            int length = rows[i] < 0 ? 0 : offsets[rows[i] + 1] - offsets[rows[i]];
            target.offsets[at + i] = (long) target.childCount + total;
            target.lengths[at + i] = length;
            total = Math.addExact(total, length);
        }
        target.childCount = Math.addExact(target.childCount, total);
        int[] elements = new int[total];
        int next = 0;
        for (int row : rows) {
            if (row >= 0) {
                for (int element = offsets[row]; element < offsets[row + 1]; element++) {
                    elements[next++] = element;
                }
            }
        }
        return elements;
    }
}
