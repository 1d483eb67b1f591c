package dev.tarn.engine.function.variant;

import dev.tarn.engine.function.text.JsonPath;

import org.apache.iceberg.variants.PhysicalType;
import org.apache.iceberg.variants.VariantValue;
import org.jspecify.annotations.Nullable;

/// A path into JSON, taken through a variant: names of fields as they are written, elements counted
/// from 0.
record VariantPath(JsonPath path) {

    /// The part of `whole` that this leads to; null where there is none.
    @Nullable VariantValue find(VariantValue whole) {
        VariantValue at = whole;
        for (JsonPath.Step step : path.steps()) {
            at =
                    switch (step) {
                        case JsonPath.Step.Field(String name) -> field(at, name);
                        case JsonPath.Step.Element(int index) -> element(at, index);
                    };
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private static @Nullable VariantValue field(VariantValue value, String name) {
        return value.type() == PhysicalType.OBJECT ? value.asObject().get(name) : null;
    }

    private static @Nullable VariantValue element(VariantValue value, int index) {
        return value.type() == PhysicalType.ARRAY && index < value.asArray().numElements()
                ? value.asArray().get(index)
                : null;
    }
}
