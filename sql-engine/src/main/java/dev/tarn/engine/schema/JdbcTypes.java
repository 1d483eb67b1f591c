package dev.tarn.engine.schema;

import dev.tarn.columnar.DataType;

import org.jspecify.annotations.Nullable;

import java.sql.Types;

/// What java.sql says of our types: numbers of [Types], sizes as trino-jdbc's metadata has them.
final class JdbcTypes {
    private final int number;
    private final @Nullable Long size;
    private final @Nullable Long digits;
    private final @Nullable Long radix;

    private JdbcTypes(
            int number, @Nullable Long size, @Nullable Long digits, @Nullable Long radix) {
        this.number = number;
        this.size = size;
        this.digits = digits;
        this.radix = radix;
    }

    static int number(DataType type) {
        return of(type).number;
    }

    /// Digits of numbers, characters or bytes of the rest; null where that says nothing.
    static @Nullable Long size(DataType type) {
        return of(type).size;
    }

    static @Nullable Long digits(DataType type) {
        return of(type).digits;
    }

    static @Nullable Long radix(DataType type) {
        return of(type).radix;
    }

    private static JdbcTypes of(DataType type) {
        return switch (type) {
            case DataType.Simple simple -> simple(simple);
            case DataType.Decimal decimal ->
                    new JdbcTypes(
                            Types.DECIMAL, (long) decimal.precision(), (long) decimal.scale(), 10L);
            case DataType.Fixed fixed ->
                    new JdbcTypes(Types.VARBINARY, (long) fixed.length(), null, null);
            case DataType.Shape _ -> new JdbcTypes(Types.VARBINARY, null, null, null);
            case DataType.Time time ->
                    new JdbcTypes(Types.TIME, 9L + time.precision(), (long) time.precision(), null);
            case DataType.Timestamp timestamp ->
                    new JdbcTypes(
                            timestamp.withZone() ? Types.TIMESTAMP_WITH_TIMEZONE : Types.TIMESTAMP,
                            20L + timestamp.precision(),
                            (long) timestamp.precision(),
                            null);
            case DataType.ListOf list -> new JdbcTypes(Types.ARRAY, null, null, null);
            case DataType.MapOf map -> new JdbcTypes(Types.JAVA_OBJECT, null, null, null);
            case DataType.StructOf struct -> new JdbcTypes(Types.JAVA_OBJECT, null, null, null);
        };
    }

    private static JdbcTypes simple(DataType.Simple type) {
        long unbounded = Integer.MAX_VALUE;
        return switch (type) {
            case BOOLEAN -> new JdbcTypes(Types.BOOLEAN, null, null, null);
            case TINYINT -> new JdbcTypes(Types.TINYINT, 3L, 0L, 10L);
            case SMALLINT -> new JdbcTypes(Types.SMALLINT, 5L, 0L, 10L);
            case INTEGER -> new JdbcTypes(Types.INTEGER, 10L, 0L, 10L);
            case BIGINT -> new JdbcTypes(Types.BIGINT, 19L, 0L, 10L);
            case REAL -> new JdbcTypes(Types.REAL, 24L, null, 2L);
            case DOUBLE -> new JdbcTypes(Types.DOUBLE, 53L, null, 2L);
            case DATE -> new JdbcTypes(Types.DATE, 14L, null, null);
            case STRING -> new JdbcTypes(Types.VARCHAR, unbounded, null, null);
            case BINARY -> new JdbcTypes(Types.VARBINARY, unbounded, null, null);
            case UUID, VARIANT, INTERVAL_YEAR_MONTH, INTERVAL_DAY_SECOND ->
                    new JdbcTypes(Types.JAVA_OBJECT, null, null, null);
            case UNKNOWN -> new JdbcTypes(Types.NULL, null, null, null);
        };
    }
}
