package dev.tarn.engine.function.variant;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.function.cast.VariantDecoding;

import org.apache.iceberg.variants.VariantArray;
import org.apache.iceberg.variants.VariantObject;
import org.apache.iceberg.variants.VariantValue;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a variant holds, as Spark's `schema_of_variant` tells it: `OBJECT<a: BIGINT, b:
/// ARRAY<STRING>>`. Elements of an array have one schema, VARIANT where they differ; integers are
/// all BIGINT, and null is VOID, which goes with everything.
sealed interface VariantSchema {

    record Scalar(String name) implements VariantSchema {
        @Override
        public String toString() {
            return name;
        }
    }

    record Elements(VariantSchema element) implements VariantSchema {
        @Override
        public String toString() {
            return "ARRAY<" + element + ">";
        }
    }

    record Fields(Map<String, VariantSchema> fields) implements VariantSchema {
        @Override
        public String toString() {
            return fields.entrySet().stream()
                    .map(field -> quoted(field.getKey()) + ": " + field.getValue())
                    .collect(Collectors.joining(", ", "OBJECT<", ">"));
        }
    }

    Scalar VOID = new Scalar("VOID");
    Scalar ANY = new Scalar("VARIANT");

    static VariantSchema of(VariantValue value) {
        return switch (value.type()) {
            case OBJECT -> ofObject(value.asObject());
            case ARRAY -> ofArray(value.asArray());
            default -> new Scalar(name(VariantDecoding.primitive(value.asPrimitive())));
        };
    }

    private static VariantSchema ofObject(VariantObject object) {
        Map<String, VariantSchema> fields = new TreeMap<>();
        for (String name : object.fieldNames()) {
            fields.put(name, of(object.get(name)));
        }
        return new Fields(fields);
    }

    private static VariantSchema ofArray(VariantArray array) {
        VariantSchema common = VOID;
        for (int i = 0; i < array.numElements(); i++) {
            common = common(common, of(array.get(i)));
        }
        return new Elements(common);
    }

    private static VariantSchema common(VariantSchema one, VariantSchema other) {
        if (one.equals(other) || other.equals(VOID)) {
            return one;
        }
        if (one.equals(VOID)) {
            return other;
        }
        if (one instanceof Elements(var a) && other instanceof Elements(var b)) {
            return new Elements(common(a, b));
        }
        if (one instanceof Fields(var a) && other instanceof Fields(var b)) {
            Map<String, VariantSchema> fields = new TreeMap<>(a);
            b.forEach((name, schema) -> fields.merge(name, schema, VariantSchema::common));
            return new Fields(fields);
        }
        return ANY;
    }

    private static String name(DataType type) {
        return switch (type) {
            case DataType.Simple simple ->
                    switch (simple) {
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> "BIGINT";
                        case REAL -> "FLOAT";
                        case UNKNOWN -> "VOID";
                        case STRING, BINARY, BOOLEAN, DOUBLE, DATE, UUID, VARIANT -> simple.name();
                        case INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
                                throw new IllegalArgumentException("No variants are of " + type);
                    };
            case DataType.Decimal(int precision, int scale) ->
                    "DECIMAL(" + precision + "," + scale + ")";
            case DataType.Timestamp timestamp ->
                    timestamp.withZone() ? "TIMESTAMP" : "TIMESTAMP_NTZ";
            case DataType.Time _ -> "TIME";
            case DataType.Fixed _,
                    DataType.Shape _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.StructOf _ ->
                    throw new IllegalArgumentException("No primitive type of variants: " + type);
        };
    }

    private static String quoted(String name) {
        return name.matches("[A-Za-z_]\\w*") ? name : '`' + name.replace("`", "``") + '`';
    }
}
