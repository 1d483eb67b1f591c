package dev.tarn.engine.function.library;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.VectorBuilder;
import dev.tarn.engine.eval.Evaluators;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.ScalarFunction;

import org.jspecify.annotations.NullUnmarked;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Calls functions and casts on single values, as SQL would: arguments are cast to the parameters.
@NullUnmarked
final class Calls {
    static final FunctionContext CONTEXT =
            new FunctionContext(
                    Instant.parse("2026-11-21T12:34:56.789123Z"),
                    ZoneId.of("Europe/Berlin"),
                    "ada",
                    1);

    private Calls() {}

    /// What the function of that name makes of the values; their types follow from their classes.
    static Object call(String name, Object... values) {
        List<DataType> types = Arrays.stream(values).map(Calls::type).toList();
        ScalarFunction function =
                Functions.standard().scalar(name).orElseThrow().bind(types).orElseThrow();
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            Expr column = new Expr.Column(i, types.get(i));
            DataType parameter = function.parameterTypes().get(i);
            arguments.add(
                    types.get(i).equals(parameter)
                            ? column
                            : new Expr.Cast(column, parameter, false));
        }
        return evaluate(new Expr.Call(function, arguments), values);
    }

    static Object cast(Object value, DataType to) {
        return evaluate(new Expr.Cast(new Expr.Column(0, type(value)), to, false), value);
    }

    static Object tryCast(Object value, DataType to) {
        return evaluate(new Expr.Cast(new Expr.Column(0, type(value)), to, true), value);
    }

    private static Object evaluate(Expr expression, Object... values) {
        List<dev.tarn.columnar.Vector> columns = new ArrayList<>();
        for (Object value : values) {
            columns.add(VectorBuilder.of(type(value), Arrays.asList(value)));
        }
        Batch batch = new Batch(columns, 1);
        return JavaValues.value(Evaluators.evaluator(expression, CONTEXT).evaluate(batch), 0);
    }

    private static DataType type(Object value) {
        return switch (value) {
            case null -> DataType.UNKNOWN;
            case Boolean ignored -> DataType.BOOLEAN;
            case Integer ignored -> DataType.INTEGER;
            case Long ignored -> DataType.BIGINT;
            case Float ignored -> DataType.REAL;
            case Double ignored -> DataType.DOUBLE;
            case BigDecimal decimal ->
                    new DataType.Decimal(
                            Math.max(decimal.precision(), Math.max(1, decimal.scale())),
                            decimal.scale());
            case String ignored -> DataType.STRING;
            case byte[] ignored -> DataType.BINARY;
            case LocalDate ignored -> DataType.DATE;
            case LocalTime ignored -> DataType.TIME;
            case LocalDateTime ignored -> DataType.TIMESTAMP;
            case OffsetDateTime ignored -> DataType.TIMESTAMP_TZ;
            case List<?> list -> new DataType.ListOf(type(list.getFirst()));
            case java.util.Map<?, ?> map ->
                    new DataType.MapOf(
                            type(map.keySet().iterator().next()),
                            type(map.values().iterator().next()));
            default -> throw new IllegalArgumentException(value.getClass().toString());
        };
    }
}
