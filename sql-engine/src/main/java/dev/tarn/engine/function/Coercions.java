package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DataType.Fixed;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DataType.Simple;
import dev.tarn.columnar.DataType.StructOf;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which types become which others without being asked, as in Trino: integers widen, then to
/// decimal, real and double; dates to timestamps, those to timestamps with zone; an untyped NULL to
/// anything. Strings become nothing else.
public final class Coercions {
    private Coercions() {}

    /// The type that holds the values of both without loss, as far as numbers go; empty where there
    /// is none.
    public static Optional<DataType> common(DataType left, DataType right) {
        return Optional.ofNullable(commonOrNull(left, right));
    }

    /// The common type of all; empty where there is none or no type.
    public static Optional<DataType> common(List<DataType> types) {
        DataType common = DataType.UNKNOWN;
        for (DataType type : types) {
            DataType wider = commonOrNull(common, type);
            if (wider == null) {
                return Optional.empty();
            }
            common = wider;
        }
        return types.isEmpty() ? Optional.empty() : Optional.of(common);
    }

    /// How far `from` is from `to`: 0 for the same, more for wider, -1 where it does not become it.
    public static int distance(DataType from, DataType to) {
        if (from.equals(to)) {
            return 0;
        }
        if (!to.equals(commonOrNull(from, to))) {
            return -1;
        }
        return from == DataType.UNKNOWN ? 1 : Math.max(1, rank(to) - rank(from));
    }

    /// How far the types in `from` are from those in `to` together; -1 where one does not become
    /// its other.
    public static int distance(List<DataType> from, List<DataType> to) {
        int total = 0;
        for (int i = 0; i < from.size(); i++) {
            int distance = distance(from.get(i), to.get(i));
            if (distance < 0) {
                return -1;
            }
            total += distance;
        }
        return total;
    }

    /// The decimal that holds every value of an integer type; itself for a decimal; null for
    /// others.
    public static @Nullable Decimal asDecimal(DataType type) {
        return switch (type) {
            case Decimal decimal -> decimal;
            case Simple.TINYINT -> new Decimal(3, 0);
            case Simple.SMALLINT -> new Decimal(5, 0);
            case Simple.INTEGER -> new Decimal(10, 0);
            case Simple.BIGINT -> new Decimal(19, 0);
            default -> null;
        };
    }

    public static boolean isNumeric(DataType type) {
        return rank(type) >= 0 && rank(type) <= 6;
    }

    public static boolean isInteger(DataType type) {
        return rank(type) >= 0 && rank(type) <= 3;
    }

    /// Place among the numbers, and among the dates; -1 for the rest.
    private static int rank(DataType type) {
        return switch (type) {
            case Simple.TINYINT -> 0;
            case Simple.SMALLINT -> 1;
            case Simple.INTEGER -> 2;
            case Simple.BIGINT -> 3;
            case Decimal ignored -> 4;
            case Simple.REAL -> 5;
            case Simple.DOUBLE -> 6;
            case Simple.DATE -> 10;
            case Timestamp timestamp -> timestamp.withZone() ? 12 : 11;
            default -> -1;
        };
    }

    private static @Nullable DataType commonOrNull(DataType left, DataType right) {
        if (left.equals(right) || right == DataType.UNKNOWN) {
            return left;
        }
        if (left == DataType.UNKNOWN) {
            return right;
        }
        if (isNumeric(left) && isNumeric(right)) {
            return commonNumber(left, right);
        }
        return switch (left) {
            case Time(int precision) when right instanceof Time other ->
                    new Time(Math.max(precision, other.precision()));
            case Timestamp(int precision, boolean zone) when right instanceof Timestamp other ->
                    new Timestamp(Math.max(precision, other.precision()), zone || other.withZone());
            case Timestamp ignored when right == DataType.DATE -> left;
            case Simple simple when simple == Simple.DATE && right instanceof Timestamp -> right;
            case Fixed ignored when right instanceof Fixed || right == DataType.BINARY ->
                    DataType.BINARY;
            case Simple simple when simple == Simple.BINARY && right instanceof Fixed -> simple;
            case ListOf(DataType element) when right instanceof ListOf(DataType other) -> {
                DataType common = commonOrNull(element, other);
                yield common == null ? null : new ListOf(common);
            }
            case MapOf(DataType key, DataType value)
                    when right instanceof MapOf(DataType otherKey, DataType otherValue) -> {
                DataType commonKey = commonOrNull(key, otherKey);
                DataType commonValue = commonOrNull(value, otherValue);
                yield commonKey == null || commonValue == null
                        ? null
                        : new MapOf(commonKey, commonValue);
            }
            case StructOf struct when right instanceof StructOf other ->
                    commonStruct(struct, other);
            default -> null;
        };
    }

    private static DataType commonNumber(DataType left, DataType right) {
        DataType wider = rank(left) >= rank(right) ? left : right;
        Decimal a = asDecimal(left);
        Decimal b = asDecimal(right);
        if (!(wider instanceof Decimal) || a == null || b == null) {
            return wider;
        }
        int scale = Math.max(a.scale(), b.scale());
        int whole = Math.max(a.precision() - a.scale(), b.precision() - b.scale());
        return new Decimal(Math.min(Decimal.MAX_PRECISION, whole + scale), scale);
    }

    private static @Nullable DataType commonStruct(StructOf left, StructOf right) {
        if (left.fields().size() != right.fields().size()) {
            return null;
        }
        List<DataType.Field> fields = new ArrayList<>();
        for (int i = 0; i < left.fields().size(); i++) {
            DataType.Field field = left.fields().get(i);
            DataType common = commonOrNull(field.type(), right.fields().get(i).type());
            if (common == null) {
                return null;
            }
            String name = field.name().isEmpty() ? right.fields().get(i).name() : field.name();
            fields.add(new DataType.Field(name, common));
        }
        return new StructOf(fields);
    }
}
