package dev.tarn.engine.function.misc;

import static dev.tarn.columnar.DataType.BINARY;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Shape;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.cast.Casts;

import java.util.List;
import java.util.Optional;

/// Shapes to well-known binary and back: `st_asbinary`, `st_geomfromwkb` and `st_geogfromwkb`
/// (Spark's names), `st_geomfrombinary` (Trino's). Nothing here looks at what shapes are.
public final class ShapeFunctions {
    private static final Shape GEOMETRY = new Shape("geometry");
    private static final Shape GEOGRAPHY = new Shape("geography");

    private ShapeFunctions() {}

    public static List<ScalarFamily> families() {
        OverloadedFamily geometry = fromWkb("st_geomfromwkb", GEOMETRY);
        return List.of(
                OverloadedFamily.family(
                                "st_asbinary", "st_asbinary(geometry or geography) → varbinary WKB")
                        .binder(1, 1, ShapeFunctions::asBinary)
                        .build(),
                geometry,
                geometry.named("st_geomfrombinary"),
                fromWkb("st_geogfromwkb", GEOGRAPHY));
    }

    private static OverloadedFamily fromWkb(String name, Shape shape) {
        return OverloadedFamily.family(name, name + "(varbinary WKB) → " + shape)
                .failing(List.of(BINARY), shape, Casts.function(BINARY, shape, false).kernel())
                .build();
    }

    private static Optional<ScalarFunction> asBinary(List<DataType> types) {
        return types.getFirst() instanceof Shape shape
                ? Optional.of(
                        ScalarFunction.of(
                                "st_asbinary",
                                types,
                                BINARY,
                                Casts.function(shape, BINARY, false).kernel()))
                : Optional.empty();
    }
}
