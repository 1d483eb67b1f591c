package dev.tarn.engine.function.variant;

import static dev.tarn.columnar.DataType.BOOLEAN;
import static dev.tarn.columnar.DataType.STRING;
import static dev.tarn.columnar.DataType.VARIANT;

import dev.tarn.columnar.Bitmaps;
import dev.tarn.columnar.BooleanVector;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.function.Args;
import dev.tarn.engine.function.Args.Bytes;
import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.OverloadedFamily;
import dev.tarn.engine.function.OverloadedFamily.Builder;
import dev.tarn.engine.function.Rows;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.ScalarFunction;
import dev.tarn.engine.function.ScalarFunction.Kernel;
import dev.tarn.engine.function.cast.Casts;
import dev.tarn.engine.function.text.JsonPath;
import dev.tarn.storage.variant.VariantBytes;
import dev.tarn.storage.variant.VariantJson;

import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.Variant;
import org.apache.iceberg.variants.VariantValue;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Functions of variants under Spark's names: `parse_json`, `try_parse_json`, `variant_get`,
/// `try_variant_get`, `is_variant_null`, `schema_of_variant`, `to_json`; and `json_scalar`, which
/// is `to_json` of what has no parts.
public final class VariantFunctions {
    private VariantFunctions() {}

    public static List<ScalarFamily> families() {
        return List.of(
                family("parse_json", "(varchar JSON) → variant")
                        .failing(List.of(STRING), VARIANT, parse(false))
                        .build(),
                family("try_parse_json", "(varchar JSON) → variant, null of what is no JSON")
                        .failing(List.of(STRING), VARIANT, parse(true))
                        .build(),
                get("variant_get"),
                get("try_variant_get"),
                family(
                                "is_variant_null",
                                "(variant) → boolean: whether it is there, and holds null")
                        .function(
                                ScalarFunction.of(
                                                "is_variant_null",
                                                List.of(VARIANT),
                                                BOOLEAN,
                                                VariantFunctions::isNull)
                                        .seeingNulls())
                        .build(),
                family("schema_of_variant", "(variant) → varchar")
                        .failing(
                                List.of(VARIANT),
                                STRING,
                                texts(variant -> VariantSchema.of(variant.value()).toString()))
                        .build(),
                family("to_json", "(x) → varchar: a variant, or anything that can be one, as JSON")
                        .binder(1, 1, types -> toJson("to_json", types))
                        .build(),
                family("json_scalar", "(boolean, number, varchar, date or time) → varchar as JSON")
                        .binder(1, 1, VariantFunctions::scalarJson)
                        .build());
    }

    private static Builder family(String name, String signature) {
        return OverloadedFamily.family(name, name + signature);
    }

    /// The part at a path. A third argument, the type to cast it to, is made a cast before.
    private static ScalarFamily get(String name) {
        return family(name, "(variant, varchar path[, varchar type]) → variant or type")
                .failing(List.of(VARIANT, STRING), VARIANT, VariantFunctions::parts)
                .build();
    }

    /// The field of an object by its name, as `v['name']` and `element_at` ask for it.
    public static ScalarFunction field(String name) {
        Kernel kernel =
                (arguments, rows, context) -> {
                    Bytes names = Args.bytes(arguments.get(1));
                    return parts(
                            arguments.getFirst(),
                            rows,
                            (value, row) ->
                                    value.type() == PhysicalType.OBJECT
                                            ? value.asObject().get(text(names, row))
                                            : null);
                };
        return ScalarFunction.of(name, List.of(VARIANT, STRING), VARIANT, kernel).failing();
    }

    private static String text(Bytes texts, int row) {
        int from = texts.from(row);
        return new String(texts.data(), from, texts.to(row) - from, StandardCharsets.UTF_8);
    }

    private static Vector parts(List<Vector> arguments, Rows rows, FunctionContext context) {
        Bytes texts = Args.bytes(arguments.get(1));
        Paths paths = new Paths();
        return parts(
                arguments.getFirst(), rows, (value, row) -> paths.of(text(texts, row)).find(value));
    }

    /// A part of the value in a row; null where there is none.
    @FunctionalInterface
    private interface Part {
        @Nullable VariantValue of(VariantValue value, int row);
    }

    private static Vector parts(Vector variants, Rows rows, Part part) {
        Bytes in = Args.bytes(variants);
        BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 32);
        long[] validity = Bitmaps.allSet(rows.rowCount());
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out.start(row);
            boolean isThere =
                    VariantBytes.read(
                            in.data(),
                            in.from(row),
                            in.to(row),
                            variant -> append(part.of(variant.value(), row), variant, out));
            if (!isThere) {
                Bitmaps.clear(validity, row);
            }
        }
        return out.finish(VARIANT, validity);
    }

    /// Appends `value`, a part of `whole`, if there is one.
    private static boolean append(@Nullable VariantValue value, Variant whole, BytesOut out) {
        if (value != null) {
            out.append(VariantBytes.of(whole.metadata(), value));
        }
        return value != null;
    }

    /// The path of one batch, parsed when it differs from the one of the row before.
    private static final class Paths {
        private @Nullable String text;
        private @Nullable VariantPath path;

        VariantPath of(String wanted) {
            VariantPath current = path;
            if (current == null || !wanted.equals(text)) {
                current = new VariantPath(JsonPath.of(wanted));
                path = current;
                text = wanted;
            }
            return current;
        }
    }

    private static Kernel parse(boolean orNull) {
        return (arguments, rows, context) -> {
            Bytes in = Args.bytes(arguments.getFirst());
            BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 32);
            long[] validity = Bitmaps.allSet(rows.rowCount());
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                out.start(row);
                byte[] parsed = JsonVariant.parsed(in.data(), in.from(row), in.to(row), orNull);
                if (parsed == null) {
                    Bitmaps.clear(validity, row);
                } else {
                    out.append(parsed);
                }
            }
            return out.finish(VARIANT, validity);
        };
    }

    private static Vector isNull(List<Vector> arguments, Rows rows, FunctionContext context) {
        Vector variants = arguments.getFirst();
        Bytes in = Args.bytes(variants);
        boolean[] out = new boolean[rows.rowCount()];
        for (int i = 0; i < rows.selectedCount(); i++) {
            int row = rows.row(i);
            out[row] =
                    !variants.isNull(row)
                            && VariantBytes.<Boolean>read(
                                    in.data(),
                                    in.from(row),
                                    in.to(row),
                                    variant -> variant.value().type() == PhysicalType.NULL);
        }
        return new BooleanVector(BOOLEAN, out);
    }

    private static Optional<ScalarFunction> scalarJson(List<DataType> types) {
        return switch (types.getFirst().physical()) {
            case LIST, MAP, STRUCT -> Optional.empty();
            default -> toJson("json_scalar", types);
        };
    }

    private static Optional<ScalarFunction> toJson(String name, List<DataType> types) {
        DataType type = types.getFirst();
        Kernel json = texts(variant -> VariantJson.text(variant.value()));
        if (type == VARIANT) {
            return Optional.of(ScalarFunction.of(name, types, STRING, json).failing());
        }
        if (!Casts.isSupported(type, VARIANT)) {
            return Optional.empty();
        }
        Kernel encode = Casts.function(type, VARIANT, false).kernel();
        return Optional.of(
                ScalarFunction.of(
                                name,
                                types,
                                STRING,
                                (arguments, rows, context) ->
                                        json.apply(
                                                List.of(encode.apply(arguments, rows, context)),
                                                rows,
                                                context))
                        .failing());
    }

    /// What is asked of a variant that is not null.
    @FunctionalInterface
    private interface ToText {
        String of(Variant variant);
    }

    private static Kernel texts(ToText function) {
        return (arguments, rows, context) -> {
            Bytes in = Args.bytes(arguments.getFirst());
            BytesOut out = new BytesOut(rows.rowCount(), rows.selectedCount() * 32);
            for (int i = 0; i < rows.selectedCount(); i++) {
                int row = rows.row(i);
                out.start(row);
                String text = VariantBytes.read(in.data(), in.from(row), in.to(row), function::of);
                out.append(text.getBytes(StandardCharsets.UTF_8));
            }
            return out.finish(STRING, null);
        };
    }
}
