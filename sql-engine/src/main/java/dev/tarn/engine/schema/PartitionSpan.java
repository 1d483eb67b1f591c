package dev.tarn.engine.schema;

import org.apache.iceberg.PartitionField;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.time.LocalDate;

/// Which values of a column of `type` a partition's value stands for, in the units of
/// [ColumnStatistics#low].
///
/// @param width of spans that all have the same: how far the last value is from the first
record PartitionSpan(Kind kind, Type type, double width) {
    private static final double MICROS_PER_DAY = 86_400e6;
    private static final double NANOS_PER_DAY = 86_400e9;
    private static final int HOURS_PER_DAY = 24;
    private static final LocalDate EPOCH = LocalDate.ofEpochDay(0);

    /// How a span is made, finer ones later.
    enum Kind {
        YEAR,
        MONTH,
        DAY,
        HOUR,
        TRUNCATED,
        VALUE
    }

    /// What `field` makes of a column of `type`; null where it does not tell values, as buckets.
    static @Nullable PartitionSpan of(PartitionField field, Type type) {
        String transform = field.transform().toString();
        return switch (type.typeId()) {
            case INTEGER, LONG, DECIMAL ->
                    transform.startsWith("truncate[")
                            ? truncated(type, transform)
                            : ofValues(transform, type);
            case DATE, TIMESTAMP, TIMESTAMP_NANO ->
                    switch (transform) {
                        case "year" -> new PartitionSpan(Kind.YEAR, type, 0);
                        case "month" -> new PartitionSpan(Kind.MONTH, type, 0);
                        case "day" -> new PartitionSpan(Kind.DAY, type, 0);
                        case "hour" -> new PartitionSpan(Kind.HOUR, type, 0);
                        default -> ofValues(transform, type);
                    };
            case STRING, TIME -> ofValues(transform, type);
            case BOOLEAN, FLOAT, DOUBLE, UUID, FIXED, BINARY -> null;
            case STRUCT, LIST, MAP, VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN -> null;
        };
    }

    private static @Nullable PartitionSpan ofValues(String transform, Type type) {
        return transform.equals("identity") ? new PartitionSpan(Kind.VALUE, type, 0) : null;
    }

    private static PartitionSpan truncated(Type type, String transform) {
        String width = transform.substring("truncate[".length(), transform.length() - 1);
        double last = Double.parseDouble(width) - 1;
        return new PartitionSpan(
                Kind.TRUNCATED,
                type,
                type instanceof Types.DecimalType decimal
                        ? last / Math.pow(10, decimal.scale())
                        : last);
    }

    boolean isFinerThan(PartitionSpan other) {
        return kind.compareTo(other.kind) > 0;
    }

    /// Adds the rows of a partition of `value`.
    void add(Object value, double rows, Histogram.Builder histogram) {
        if (value instanceof CharSequence text) {
            histogram.add(text.toString(), rows);
            return;
        }
        double number = ((Number) value).doubleValue();
        switch (kind) {
            case YEAR ->
                    addDays(
                            firstOfMonth(number * 12),
                            firstOfMonth((number + 1) * 12),
                            rows,
                            histogram);
            case MONTH -> addDays(firstOfMonth(number), firstOfMonth(number + 1), rows, histogram);
            case DAY -> addDays(number, number + 1, rows, histogram);
            case HOUR ->
                    addDays(number / HOURS_PER_DAY, (number + 1) / HOURS_PER_DAY, rows, histogram);
            case TRUNCATED, VALUE -> histogram.add(number, number + width, rows);
        }
    }

    private static double firstOfMonth(double month) {
        return EPOCH.plusMonths((long) month).toEpochDay();
    }

    /// Rows from a day on, up to another.
    private void addDays(double from, double to, double rows, Histogram.Builder histogram) {
        double units =
                switch (type.typeId()) {
                    case TIMESTAMP -> MICROS_PER_DAY;
                    case TIMESTAMP_NANO -> NANOS_PER_DAY;
                    default -> 1;
                };
        histogram.add(Math.rint(from * units), Math.rint(to * units) - 1, rows);
    }
}
