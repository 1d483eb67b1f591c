package dev.tarn.engine.function.cast;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;
import dev.tarn.columnar.DataType.Fixed;
import dev.tarn.columnar.DataType.ListOf;
import dev.tarn.columnar.DataType.MapOf;
import dev.tarn.columnar.DataType.Shape;
import dev.tarn.columnar.DataType.Simple;
import dev.tarn.columnar.DataType.StructOf;
import dev.tarn.columnar.DataType.Time;
import dev.tarn.columnar.DataType.Timestamp;
import dev.tarn.columnar.Vector;
import dev.tarn.columnar.Vectors;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Which types convert into which, and the functions that do it.
public final class Casts {
    private Casts() {}

    /// The loop of one conversion. Nulls are the caller's business; rows without a value, and rows
    /// not asked for, may hold anything and must not fail but through `failures`.
    @FunctionalInterface
    interface Converter {
        Vector convert(Vector values, Rows rows, Failures failures, FunctionContext context);
    }

    /// A conversion and whether some value makes it fail.
    record Cast(Converter converter, boolean fallible) {
        static Cast always(Converter converter) {
            return new Cast(converter, false);
        }

        static Cast failing(Converter converter) {
            return new Cast(converter, true);
        }
    }

    public static boolean isSupported(DataType from, DataType to) {
        return from.equals(to) || cast(from, to) != null;
    }

    /// The function that converts `from` to `to`; values that it cannot convert are an error, or
    /// null if `orNull`.
    ///
    /// @throws SqlException TYPE_MISMATCH where there is no such conversion
    public static ScalarFunction function(DataType from, DataType to, boolean orNull) {
        Cast cast = cast(from, to);
        if (cast == null) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH, "Cannot cast %s to %s".formatted(from, to));
        }
        ScalarFunction function =
                ScalarFunction.of(
                        orNull ? "try_cast" : "cast",
                        List.of(from),
                        to,
                        (arguments, rows, context) -> {
                            Failures failures = new Failures(orNull, from, to, rows.rowCount());
                            return failures.applyTo(
                                    cast.converter.convert(
                                            arguments.getFirst(), rows, failures, context));
                        });
        return cast.fallible && !orNull ? function.failing() : function;
    }

    /// The conversion between two different types, or null.
    static @Nullable Cast cast(DataType from, DataType to) {
        if (from == DataType.UNKNOWN) {
            return Cast.always(
                    (values, rows, failures, context) -> Vectors.nulls(to, rows.rowCount()));
        }
        if (from == DataType.VARIANT) {
            return VariantCasts.fromVariant(to);
        }
        if (from instanceof Shape) {
            return ShapeCasts.fromShape(to);
        }
        return switch (to) {
            case Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> NumberCasts.toBoolean(from);
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> NumberCasts.toInteger(from, to);
                        case REAL, DOUBLE -> NumberCasts.toFloating(from, to);
                        case DATE -> TimeCasts.toDate(from);
                        case STRING -> TextCasts.toText(from);
                        case BINARY, UUID -> TextCasts.toBinary(from, to);
                        case VARIANT -> VariantCasts.toVariant(from);
                        case INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND, UNKNOWN -> null;
                    };
            case Decimal decimal -> DecimalCasts.toDecimal(from, decimal);
            case Fixed ignored -> TextCasts.toBinary(from, to);
            case Shape shape -> ShapeCasts.toShape(from, shape);
            case Time time -> TimeCasts.toTime(from, time);
            case Timestamp timestamp -> TimeCasts.toTimestamp(from, timestamp);
            case ListOf ignored -> NestedCasts.cast(from, to);
            case MapOf ignored -> NestedCasts.cast(from, to);
            case StructOf ignored -> NestedCasts.cast(from, to);
        };
    }
}
