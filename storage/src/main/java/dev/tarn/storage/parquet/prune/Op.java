package dev.tarn.storage.parquet.prune;

import java.util.Arrays;

/// What a test asks of a value.
enum Op {
    IS_NULL,
    NOT_NULL,
    IS_NAN,
    NOT_NAN,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    IN,
    NOT_IN,
    STARTS_WITH,
    NOT_STARTS_WITH;

    /// Whether null meets it. Those that deny something are taken for true of nulls, about which
    /// SQL and Iceberg disagree.
    boolean takesNull() {
        return switch (this) {
            case IS_NULL, NOT_NAN, NOT_IN, NOT_STARTS_WITH -> true;
            case NOT_NULL,
                    IS_NAN,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    IN,
                    STARTS_WITH ->
                    false;
        };
    }

    /// Whether NaN meets it: comparisons with NaN are false.
    boolean takesNan() {
        return switch (this) {
            case NOT_NULL, IS_NAN, NOT_IN, NOT_STARTS_WITH -> true;
            case IS_NULL,
                    NOT_NAN,
                    LESS,
                    LESS_OR_EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    IN,
                    STARTS_WITH ->
                    false;
        };
    }

    /// Whether `value`, which is not null, meets it with `values`, which are sorted.
    boolean takes(Object value, Object[] values, StoredType type) {
        if (type.isNan(value)) {
            return takesNan();
        }
        return switch (this) {
            case IS_NULL, IS_NAN -> false;
            case NOT_NULL, NOT_NAN -> true;
            case LESS -> type.compare(value, values[0]) < 0;
            case LESS_OR_EQUAL -> type.compare(value, values[0]) <= 0;
            case GREATER -> type.compare(value, values[0]) > 0;
            case GREATER_OR_EQUAL -> type.compare(value, values[0]) >= 0;
            case IN -> Arrays.binarySearch(values, value, type::compare) >= 0;
            case NOT_IN -> Arrays.binarySearch(values, value, type::compare) < 0;
            case STARTS_WITH -> startsWith((byte[]) value, (byte[]) values[0]);
            case NOT_STARTS_WITH -> !startsWith((byte[]) value, (byte[]) values[0]);
        };
    }

    static boolean startsWith(byte[] value, byte[] prefix) {
        return value.length >= prefix.length
                && Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
    }
}
