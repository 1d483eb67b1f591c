package dev.tarn.storage.table;

import dev.tarn.columnar.BytesVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.Int128Vector;
import dev.tarn.columnar.IntVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.storage.StorageException;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One partition transform over whole vectors.
///
/// Results are the values that Iceberg's spec gives for the transform, in its result type; null
/// stays null. Source: Iceberg spec, "Partition Transforms" and appendix B.
public sealed interface ColumnTransform {

    /// The transform of `values`.
    Vector apply(Vector values);

    /// The type of what this gives for values of `source`.
    default DataType resultType(DataType source) {
        return switch (this) {
            case Identity _, Void _, Truncate _ -> source;
            case Bucket _ -> DataType.INTEGER;
            case DateTransform date -> date.resultType();
        };
    }

    /// The transform that Iceberg writes as `name` (`bucket[16]`, `day`, …) of a column of
    /// `source`.
    ///
    /// @throws StorageException UNSUPPORTED if it is not known, or not for that type
    static ColumnTransform of(String name, Type source) {
        String lower = name.toLowerCase(Locale.ROOT);
        Matcher parameter = Pattern.compile("(bucket|truncate)\\[(\\d+)]").matcher(lower);
        if (parameter.matches()) {
            int number = Integer.parseInt(parameter.group(2));
            return parameter.group(1).equals("bucket")
                    ? new Bucket(number, unit(source))
                    : new Truncate(number);
        }
        return switch (lower) {
            case "identity" -> new Identity();
            case "void" -> new Void();
            case "year", "month", "day", "hour" ->
                    new DateTransform(
                            DateTransform.Part.valueOf(lower.toUpperCase(Locale.ROOT)),
                            unit(source));
            default ->
                    throw new StorageException(
                            StorageException.Kind.UNSUPPORTED,
                            "Partition transform %s is not known; known are identity, void, bucket, truncate, year, month, day, hour"
                                    .formatted(name));
        };
    }

    /// How many of a type's units a microsecond has: nanoseconds 1000, everything else 1.
    private static long unit(Type source) {
        return source instanceof Types.TimestampNanoType ? 1000 : 1;
    }

    /// The value itself.
    record Identity() implements ColumnTransform {
        @Override
        public Vector apply(Vector values) {
            return values;
        }
    }

    /// Null, for a partition field that was dropped in format version 1.
    record Void() implements ColumnTransform {
        @Override
        public Vector apply(Vector values) {
            return Vectors.nulls(values.type(), values.length());
        }
    }

    /// Murmur3 of the value, modulo `count`. `unit` is the number of stored units in a microsecond.
    record Bucket(int count, long unit) implements ColumnTransform {
        @Override
        public Vector apply(Vector values) {
            FlatVector flat = values.flatten();
            int[] buckets = new int[flat.length()];
            for (int i = 0; i < buckets.length; i++) {
                if (!flat.isNull(i)) {
                    buckets[i] = (hash(flat, i) & Integer.MAX_VALUE) % count;
                }
            }
            return new IntVector(DataType.INTEGER, buckets, flat.validity(), buckets.length);
        }

        private int hash(FlatVector flat, int row) {
            return switch (flat) {
                case IntVector ints -> Murmur3.hash(ints.values()[row]);
                case LongVector longs when longs.type() instanceof DataType.Decimal ->
                        Murmur3.hashDecimal(longs.values()[row] >> 63, longs.values()[row]);
                case LongVector longs -> Murmur3.hash(Math.floorDiv(longs.values()[row], unit));
                case Int128Vector decimals ->
                        Murmur3.hashDecimal(decimals.high()[row], decimals.low()[row]);
                case BytesVector bytes ->
                        Murmur3.hash(bytes.data(), bytes.offsets()[row], bytes.byteCount(row));
                default ->
                        throw new StorageException(
                                StorageException.Kind.UNSUPPORTED,
                                "Values of type %s cannot be put into buckets"
                                        .formatted(flat.type()));
            };
        }
    }

    /// Numbers rounded down to a multiple of `width`; the first `width` characters of strings,
    /// bytes of binaries.
    record Truncate(int width) implements ColumnTransform {
        @Override
        public Vector apply(Vector values) {
            FlatVector flat = values.flatten();
            return switch (flat) {
                case IntVector ints -> {
                    int[] cut = new int[ints.length()];
                    for (int i = 0; i < cut.length; i++) {
                        cut[i] = ints.values()[i] - Math.floorMod(ints.values()[i], width);
                    }
                    yield new IntVector(ints.type(), cut, ints.validity(), cut.length);
                }
                case LongVector longs -> {
                    long[] cut = new long[longs.length()];
                    for (int i = 0; i < cut.length; i++) {
                        cut[i] = longs.values()[i] - Math.floorMod(longs.values()[i], (long) width);
                    }
                    yield new LongVector(longs.type(), cut, longs.validity(), cut.length);
                }
                case Int128Vector decimals -> Truncation.decimals(decimals, width);
                case BytesVector bytes -> Truncation.bytes(bytes, width);
                default ->
                        throw new StorageException(
                                StorageException.Kind.UNSUPPORTED,
                                "Values of type %s cannot be truncated".formatted(flat.type()));
            };
        }
    }

    /// Years, months, days or hours since 1970-01-01T00:00.
    record DateTransform(Part part, long unit) implements ColumnTransform {
        /// What is counted.
        enum Part {
            YEAR,
            MONTH,
            DAY,
            HOUR
        }

        private static final long MICROS_PER_HOUR = 3_600_000_000L;

        @Override
        public Vector apply(Vector values) {
            FlatVector flat = values.flatten();
            int[] counted = new int[flat.length()];
            switch (flat) {
                case IntVector days when part != Part.HOUR -> {
                    for (int i = 0; i < counted.length; i++) {
                        counted[i] = ofDay(days.values()[i]);
                    }
                }
                case LongVector instants when instants.type() instanceof DataType.Timestamp -> {
                    long hourUnits = MICROS_PER_HOUR * unit;
                    for (int i = 0; i < counted.length; i++) {
                        long hour = Math.floorDiv(instants.values()[i], hourUnits);
                        counted[i] =
                                part == Part.HOUR
                                        ? (int) hour
                                        : ofDay((int) Math.floorDiv(hour, 24L));
                    }
                }
                default ->
                        throw new StorageException(
                                StorageException.Kind.UNSUPPORTED,
                                "Values of type %s have no %s"
                                        .formatted(
                                                flat.type(), part.name().toLowerCase(Locale.ROOT)));
            }
            return new IntVector(resultType(), counted, flat.validity(), counted.length);
        }

        private DataType resultType() {
            return part == Part.DAY ? DataType.DATE : DataType.INTEGER;
        }

        private int ofDay(int day) {
            return switch (part) {
                case DAY, HOUR -> day;
                case MONTH -> CivilDays.month(day);
                case YEAR -> Math.floorDiv(CivilDays.month(day), 12);
            };
        }
    }
}
