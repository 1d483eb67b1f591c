package dev.tarn.storage.orc;

import dev.tarn.columnar.Bitmaps;
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
import dev.tarn.storage.IcebergValues;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.orc.TypeDescription;
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

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// orc-core's column vectors as ours. Everything is copied, because orc-core fills its arrays again
/// with the next batch.
final class OrcVectors {
    private OrcVectors() {}

    /// The first `count` values of `source`, which the file keeps as `stored`, as values of `type`.
    static FlatVector convert(ColumnVector source, TypeDescription stored, Type type, int count) {
        DataType target = IcebergTypes.dataType(type);
        if (target == DataType.VARIANT || target instanceof DataType.Shape) {
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "Values of type %s in ORC files cannot be read".formatted(type));
        }
        source.flatten(false, new int[0], count);
        long[] validity = validity(source, count);
        return switch (target.physical()) {
            case BOOLEAN -> booleans(source, target, validity, count);
            case INT -> ints((LongColumnVector) source, target, validity, count);
            case LONG -> longs(source, target, validity, count);
            case INT128 -> int128((DecimalColumnVector) source, target, validity, count);
            case FLOAT -> floats((DoubleColumnVector) source, target, validity, count);
            case DOUBLE -> doubles((DoubleColumnVector) source, target, validity, count);
            case BYTES -> bytes((BytesColumnVector) source, target, validity, count);
            case LIST ->
                    list((ListColumnVector) source, stored, type.asListType(), validity, count);
            case MAP -> map((MapColumnVector) source, stored, type.asMapType(), validity, count);
            case STRUCT ->
                    struct(
                            (StructColumnVector) source,
                            stored,
                            type.asStructType(),
                            validity,
                            count);
        };
    }

    private static long @Nullable [] validity(ColumnVector source, int count) {
        if (source.noNulls) {
            return null;
        }
        long[] validity = Bitmaps.allClear(count);
        int present = 0;
        for (int i = 0; i < count; i++) {
            if (!source.isNull[i]) {
                Bitmaps.set(validity, i);
                present++;
            }
        }
        return present == count ? null : validity;
    }

    private static FlatVector booleans(
            ColumnVector source, DataType target, long @Nullable [] validity, int count) {
        boolean[] values = new boolean[count];
        if (source instanceof LongColumnVector longs) {
            for (int i = 0; i < count; i++) {
                values[i] = longs.vector[i] != 0;
            }
        }
        return new BooleanVector(target, values, validity, count);
    }

    private static FlatVector ints(
            LongColumnVector source, DataType target, long @Nullable [] validity, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = (int) source.vector[i];
        }
        return new IntVector(target, values, validity, count);
    }

    private static FlatVector longs(
            ColumnVector source, DataType target, long @Nullable [] validity, int count) {
        long[] values = new long[count];
        switch (source) {
            case LongColumnVector longs -> System.arraycopy(longs.vector, 0, values, 0, count);
            case TimestampColumnVector times -> {
                boolean nanos = target instanceof DataType.Timestamp stamp && stamp.nanos();
                for (int i = 0; i < count; i++) {
                    if (Bitmaps.isSet(validity, i)) {
                        values[i] = instant(times.time[i], times.nanos[i], nanos);
                    }
                }
            }
            case DecimalColumnVector decimals -> {
                int scale = ((DataType.Decimal) target).scale();
                for (int i = 0; i < count; i++) {
                    if (Bitmaps.isSet(validity, i)) {
                        values[i] =
                                unscaled(decimals.vector[i].getHiveDecimal(), scale)
                                        .longValueExact();
                    }
                }
            }
            default -> throw refused(source, target);
        }
        return new LongVector(target, values, validity, count);
    }

    /// orc-core keeps milliseconds, and the nanoseconds of the second.
    private static long instant(long millis, int nanos, boolean inNanos) {
        long seconds = Math.floorDiv(millis, 1000L);
        return inNanos
                ? Math.addExact(Math.multiplyExact(seconds, 1_000_000_000L), nanos)
                : seconds * 1_000_000L + nanos / 1000;
    }

    private static BigInteger unscaled(HiveDecimal value, int scale) {
        return value.bigDecimalValue().setScale(scale).unscaledValue();
    }

    private static FlatVector int128(
            DecimalColumnVector source, DataType target, long @Nullable [] validity, int count) {
        long[] high = new long[count];
        long[] low = new long[count];
        int scale = ((DataType.Decimal) target).scale();
        for (int i = 0; i < count; i++) {
            if (Bitmaps.isSet(validity, i)) {
                BigInteger value = unscaled(source.vector[i].getHiveDecimal(), scale);
                high[i] = value.shiftRight(64).longValueExact();
                low[i] = value.longValue();
            }
        }
        return new Int128Vector(target, high, low, validity, count);
    }

    private static FlatVector floats(
            DoubleColumnVector source, DataType target, long @Nullable [] validity, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) source.vector[i];
        }
        return new FloatVector(target, values, validity, count);
    }

    private static FlatVector doubles(
            DoubleColumnVector source, DataType target, long @Nullable [] validity, int count) {
        double[] values = new double[count];
        System.arraycopy(source.vector, 0, values, 0, count);
        return new DoubleVector(target, values, validity, count);
    }

    private static FlatVector bytes(
            BytesColumnVector source, DataType target, long @Nullable [] validity, int count) {
        int[] offsets = new int[count + 1];
        long total = 0;
        for (int i = 0; i < count; i++) {
            total += Bitmaps.isSet(validity, i) ? source.length[i] : 0;
            offsets[i + 1] = Math.toIntExact(total);
        }
        byte[] data = new byte[offsets[count]];
        for (int i = 0; i < count; i++) {
            int length = offsets[i + 1] - offsets[i];
            if (length > 0) {
                System.arraycopy(source.vector[i], source.start[i], data, offsets[i], length);
            }
        }
        return new BytesVector(target, data, offsets, validity, count);
    }

    /// Where the elements of each row lie; orc-core's rows need not follow each other.
    private record Elements(int[] offsets, int[] rows, boolean dense) {
        static Elements of(MultiValuedColumnVector source, long @Nullable [] validity, int count) {
            int[] offsets = new int[count + 1];
            boolean dense = true;
            for (int i = 0; i < count; i++) {
                int length = Bitmaps.isSet(validity, i) ? (int) source.lengths[i] : 0;
                dense &= length == 0 || source.offsets[i] == offsets[i];
                offsets[i + 1] = offsets[i] + length;
            }
            int[] rows = new int[offsets[count]];
            for (int i = 0; i < count; i++) {
                for (int at = offsets[i]; at < offsets[i + 1]; at++) {
                    rows[at] = (int) source.offsets[i] + at - offsets[i];
                }
            }
            return new Elements(offsets, rows, dense);
        }

        Vector take(ColumnVector child, TypeDescription stored, Type type) {
            int last = 0;
            for (int row : rows) {
                last = Math.max(last, row + 1);
            }
            FlatVector all = convert(child, stored, type, last);
            return dense ? all : all.take(rows, rows.length);
        }
    }

    private static FlatVector list(
            ListColumnVector source,
            TypeDescription stored,
            Types.ListType type,
            long @Nullable [] validity,
            int count) {
        Elements elements = Elements.of(source, validity, count);
        Vector child =
                elements.take(source.child, stored.getChildren().getFirst(), type.elementType());
        return new ListVector(
                IcebergTypes.dataType(type), elements.offsets(), child, validity, count);
    }

    private static FlatVector map(
            MapColumnVector source,
            TypeDescription stored,
            Types.MapType type,
            long @Nullable [] validity,
            int count) {
        Elements elements = Elements.of(source, validity, count);
        List<TypeDescription> children = stored.getChildren();
        return new MapVector(
                IcebergTypes.dataType(type),
                elements.offsets(),
                elements.take(source.keys, children.getFirst(), type.keyType()),
                elements.take(source.values, children.getLast(), type.valueType()),
                validity,
                count);
    }

    private static FlatVector struct(
            StructColumnVector source,
            TypeDescription stored,
            Types.StructType type,
            long @Nullable [] validity,
            int count) {
        List<Vector> fields = new ArrayList<>();
        List<TypeDescription> children = stored.getChildren();
        for (int i = 0; i < type.fields().size(); i++) {
            Types.NestedField field = type.fields().get(i);
            String suffix = "_r" + field.fieldId();
            boolean missing =
                    stored.getFieldNames().get(i).endsWith(suffix)
                            && !field.name().endsWith(suffix);
            fields.add(
                    missing
                            ? IcebergValues.repeat(field.type(), field.initialDefault(), count)
                            : convert(source.fields[i], children.get(i), field.type(), count));
        }
        return new StructVector(IcebergTypes.dataType(type), fields, validity, count);
    }

    private static StorageException refused(ColumnVector source, DataType target) {
        return new StorageException(
                StorageException.Kind.UNSUPPORTED,
                "ORC values of kind %s cannot be read as %s".formatted(source.type, target));
    }
}
