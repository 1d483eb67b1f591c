package dev.tarn.engine.harness;

import dev.tarn.columnar.JavaValues;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Values as text for scripts: SQL's spelling, microseconds always written, bytes as DuckDB shows
/// them.
final class ValueText {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private ValueText() {}

    static @Nullable String of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal number -> number.toPlainString();
            case LocalTime time -> TIME.format(time);
            case LocalDateTime time -> TIMESTAMP.format(time);
            case OffsetDateTime time ->
                    TIMESTAMP.format(time.withOffsetSameInstant(ZoneOffset.UTC)) + "+00";
            case byte[] bytes -> bytes(bytes);
            case JavaValues.Row row -> row(row);
            case List<?> list -> "[" + String.join(", ", texts(list)) + "]";
            case Map<?, ?> map -> {
                List<String> entries = new ArrayList<>();
                map.forEach((key, element) -> entries.add(of(key) + "=" + of(element)));
                yield "{" + String.join(", ", entries) + "}";
            }
            default -> value.toString();
        };
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(value -> String.valueOf(of(value))).toList();
    }

    private static String row(JavaValues.Row row) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.fields().size(); i++) {
            String name = row.fields().get(i).name();
            fields.add((name.isEmpty() ? "" : name + "=") + of(row.values().get(i)));
        }
        return "{" + String.join(", ", fields) + "}";
    }

    private static String bytes(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte value : bytes) {
            if (value >= ' ' && value < 0x7F) {
                text.append((char) value);
            } else {
                text.append("\\x%02X".formatted(value & 0xFF));
            }
        }
        return text.toString();
    }
}
