package dev.tarn.storage.text;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/// What the texts of a column have been so far, and what they are together with one more.
enum InferredType {
    NONE(Types.StringType.get()),
    BOOLEAN(Types.BooleanType.get()),
    BIGINT(Types.LongType.get()),
    DECIMAL(Types.DecimalType.of(38, 0)),
    DOUBLE(Types.DoubleType.get()),
    DATE(Types.DateType.get()),
    TIME(Types.TimeType.get()),
    TIMESTAMP(Types.TimestampType.withoutZone()),
    TIMESTAMP_TZ(Types.TimestampType.withZone()),
    STRING(Types.StringType.get());

    private static final long MICROS = 1_000_000;

    private final Type type;

    InferredType(Type type) {
        this.type = type;
    }

    /// The type a column of these values gets; a column without values is text.
    Type icebergType() {
        return type;
    }

    /// The narrowest type of the text `data[from..to)`.
    static InferredType of(byte[] data, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && data[start] == ' ') {
            start++;
        }
        while (end > start && data[end - 1] == ' ') {
            end--;
        }
        for (InferredType type : values()) {
            if (type != NONE && type.accepts(data, start, end)) {
                return type;
            }
        }
        return STRING;
    }

    private boolean accepts(byte[] data, int from, int to) {
        try {
            switch (this) {
                case NONE, STRING -> {}
                case BOOLEAN -> {
                    if (to - from < 4) {
                        return false;
                    }
                    NumberText.parseBoolean(data, from, to);
                }
                case BIGINT -> NumberText.parseLong(data, from, to);
                case DECIMAL -> {
                    if (!isInteger(data, from, to)) {
                        return false;
                    }
                    NumberText.parseLongDecimal(data, from, to, 38, 0);
                }
                case DOUBLE -> NumberText.parseDouble(data, from, to);
                case DATE -> TimeText.parseDate(data, from, to);
                case TIME -> TimeText.parseTime(data, from, to, MICROS);
                case TIMESTAMP -> TimeText.parseTimestamp(data, from, to, MICROS, false);
                case TIMESTAMP_TZ -> TimeText.parseTimestamp(data, from, to, MICROS, true);
            }
            return true;
        } catch (Unparsable e) {
            return false;
        }
    }

    private static boolean isInteger(byte[] data, int from, int to) {
        for (int at = from; at < to; at++) {
            boolean sign = at == from && (data[at] == '-' || data[at] == '+');
            if (!sign && (data[at] < '0' || data[at] > '9')) {
                return false;
            }
        }
        return to > from;
    }

    /// The narrowest type that takes the values of both.
    InferredType with(InferredType other) {
        if (this == other || other == NONE) {
            return this;
        }
        if (this == NONE) {
            return other;
        }
        if (isNumber() && other.isNumber()) {
            return ordinal() > other.ordinal() ? this : other;
        }
        boolean dates = this == DATE || other == DATE;
        if (dates && (this == TIMESTAMP || other == TIMESTAMP)) {
            return TIMESTAMP;
        }
        if (dates && (this == TIMESTAMP_TZ || other == TIMESTAMP_TZ)) {
            return TIMESTAMP_TZ;
        }
        return STRING;
    }

    private boolean isNumber() {
        return this == BIGINT || this == DECIMAL || this == DOUBLE;
    }
}
