package dev.tarn.engine.harness;

import dev.tarn.columnar.JavaValues;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Blob;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Rows of Java values, of ours or of DuckDB's, as texts that are equal exactly when the values
/// are: no digit is dropped. Zeros have no sign, decimals no trailing zeros, structs no names.
public final class ExactRows {
    private ExactRows() {}

    /// Each row as one text, sorted.
    public static List<String> sorted(List<List<@Nullable Object>> rows) {
        List<String> texts = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            texts.add(joined(row, " | "));
        }
        texts.sort(null);
        return texts;
    }

    /// One row as text.
    static String text(List<? extends @Nullable Object> row) {
        return joined(row, " | ");
    }

    private static String joined(List<? extends @Nullable Object> values, String separator) {
        List<String> texts = new ArrayList<>();
        for (Object value : values) {
            texts.add(text(value));
        }
        return String.join(separator, texts);
    }

    static String text(@Nullable Object value) {
        try {
            return switch (value) {
                case null -> "NULL";
                case Double number -> number == 0 ? "0.0" : number.toString();
                case Float number -> number == 0 ? "0.0" : number.toString();
                case BigDecimal number ->
                        number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
                case OffsetDateTime time -> time.toInstant().toString();
                case byte[] bytes -> HexFormat.of().formatHex(bytes);
                case ByteBuffer bytes -> {
                    byte[] copy = new byte[bytes.remaining()];
                    bytes.duplicate().get(copy);
                    yield HexFormat.of().formatHex(copy);
                }
                case Blob blob ->
                        HexFormat.of().formatHex(blob.getBytes(1, Math.toIntExact(blob.length())));
                case List<?> list -> "[" + joined(list, ", ") + "]";
                case java.sql.Array array ->
                        "[" + joined(Arrays.asList((Object[]) array.getArray()), ", ") + "]";
                case JavaValues.Row row -> "{" + joined(row.values(), ", ") + "}";
                case java.sql.Struct struct ->
                        "{" + joined(Arrays.asList(struct.getAttributes()), ", ") + "}";
                case Map<?, ?> map -> {
                    List<String> entries = new ArrayList<>();
                    map.forEach((key, element) -> entries.add(text(key) + "=" + text(element)));
                    entries.sort(null);
                    yield "<" + String.join(", ", entries) + ">";
                }
                default -> value.toString();
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
