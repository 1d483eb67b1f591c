package dev.tarn.maintenance.procedure;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOrder;
import dev.tarn.engine.spi.FileOrder.Curve;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A curve as Spark's procedures take it in place of a sort order: `zorder(a, b)`, `hilbert(a, b)`.
final class CurveText {
    private static final Pattern CURVE =
            Pattern.compile("\\s*(zorder|hilbert)\\s*\\(([^()]*)\\)\\s*", Pattern.CASE_INSENSITIVE);

    private CurveText() {}

    /// Null where `text` is no curve.
    ///
    /// @throws SqlException INVALID_ARGUMENTS if it goes through what are no columns of `schema`
    ///   with an order, one twice, or too many
    static FileOrder.@Nullable Clustered parse(String text, Schema schema) {
        Matcher curve = CURVE.matcher(text);
        if (!curve.matches()) {
            return null;
        }
        List<Integer> ids = new ArrayList<>();
        for (String name : curve.group(2).split(",", -1)) {
            int id = column(name.strip(), schema, text);
            if (ids.contains(id)) {
                throw wrong(text, "it has column '%s' twice".formatted(name.strip()));
            }
            ids.add(id);
        }
        if (ids.size() > FileOrder.Clustered.MOST_COLUMNS) {
            throw wrong(
                    text,
                    "it has %d columns; %d are the most"
                            .formatted(ids.size(), FileOrder.Clustered.MOST_COLUMNS));
        }
        String name = curve.group(1).toUpperCase(Locale.ROOT);
        return new FileOrder.Clustered(Curve.valueOf(name), ids);
    }

    private static int column(String name, Schema schema, String text) {
        String plain = SortOrderText.unquoted(name);
        NestedField field = plain.isEmpty() ? null : schema.caseInsensitiveFindField(plain);
        if (field == null) {
            throw wrong(text, "the table has no column '%s'".formatted(plain));
        }
        if (!field.type().isPrimitiveType()) {
            throw wrong(
                    text,
                    "column '%s' is %s, not a number, text or time".formatted(plain, field.type()));
        }
        return field.fieldId();
    }

    private static SqlException wrong(String text, String reason) {
        return new SqlException(
                ErrorCode.INVALID_ARGUMENTS, "sort_order '%s': %s".formatted(text, reason));
    }
}
