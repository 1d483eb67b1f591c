package dev.tarn.engine.differential.random;

import java.util.List;

/// The types that random queries are made of, with values to write into them.
enum Kind {
    INTEGER("integer", List.of("0", "1", "2", "3", "7", "-5", "100")),
    BIGINT("bigint", List.of("0", "2", "40", "-1")),
    DECIMAL("decimal(12, 2)", List.of("0.00", "1.50", "-2.25", "99.99", "3.00")),
    DOUBLE("double", List.of("0e0", "1.5e0", "-0.25e0", "3e0")),
    VARCHAR("varchar", List.of("''", "'a'", "'b'", "'äö'", "'zz'", "'a b'", "'日本'")),
    DATE(
            "date",
            List.of(
                    "date '2020-02-29'",
                    "date '2020-03-01'",
                    "date '1999-12-31'",
                    "date '0001-01-01'",
                    "date '9999-12-31'")),
    TIMESTAMP(
            "timestamp(6)",
            List.of("timestamp '2020-02-29 12:30:00'", "timestamp '1969-12-31 23:59:59.999999'")),
    BOOLEAN("boolean", List.of("true", "false"));

    private final String sql;
    private final List<String> samples;

    Kind(String sql, List<String> samples) {
        this.sql = sql;
        this.samples = samples;
    }

    /// As Tarn names the type.
    String sql() {
        return sql;
    }

    /// As DuckDB names it.
    String duckSql() {
        return this == TIMESTAMP ? "timestamp" : sql;
    }

    boolean isNumber() {
        return this == INTEGER || this == BIGINT || this == DECIMAL || this == DOUBLE;
    }

    /// Values as they stand in a query, except that decimals have no cast.
    List<String> samples() {
        return samples;
    }

    Fragment literal(String sample) {
        return switch (this) {
            case DECIMAL -> Fragment.of("cast(" + sample + " as decimal(12, 2))");
            case BIGINT -> Fragment.of("cast(" + sample + " as bigint)");
            case INTEGER, DOUBLE, VARCHAR, DATE, TIMESTAMP, BOOLEAN -> Fragment.of(sample);
        };
    }

    Fragment nothing() {
        return Fragment.spelled("cast(null as " + sql + ")", "cast(null as " + duckSql() + ")");
    }
}
