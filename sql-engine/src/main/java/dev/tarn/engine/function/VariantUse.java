package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;

import java.util.List;
import java.util.Set;

/// Which functions take variants and shapes: those that look into them, and those that hand values
/// on without comparing them. One value has many encodings, so that to compare bytes would be
/// wrong.
public final class VariantUse {
    private static final Set<String> LOOKING =
            Set.of(
                    "is_json",
                    "is_variant_null",
                    "json_exists",
                    "json_format",
                    "json_query",
                    "json_serialize",
                    "json_table",
                    "json_value",
                    "schema_of_variant",
                    "st_asbinary",
                    "to_json",
                    "try_variant_get",
                    "variant_get");

    private static final Set<String> CARRYING =
            Set.of(
                    "any_value",
                    "arbitrary",
                    "array_agg",
                    "array_constructor",
                    "cardinality",
                    "coalesce",
                    "concat",
                    "count",
                    "count_if",
                    "element_at",
                    "flatten",
                    "if",
                    "map_values",
                    "max_by",
                    "min_by",
                    "repeat",
                    "reverse",
                    "row",
                    "slice",
                    "subscript",
                    "trim_array",
                    "try",
                    "typeof");

    private VariantUse() {}

    /// Whether the function `name` may be given arguments of these types.
    public static boolean allows(String name, List<DataType> types) {
        return types.stream().allMatch(ValueOrder::isComparable)
                || LOOKING.contains(name)
                || CARRYING.contains(name);
    }
}
