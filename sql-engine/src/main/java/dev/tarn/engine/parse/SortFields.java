package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.SortField;

import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fields of sort orders as Spark writes them (`WRITE ORDERED BY bucket(8, id), day DESC`) and as
/// Trino does (`sorted_by = ARRAY['day DESC NULLS FIRST']`). Nulls come first where the order
/// ascends, unless it is said.
final class SortFields {
    private static final Pattern TEXT =
            Pattern.compile(
                    "\\s*(.+?)(?:\\s+(ASC|DESC))?(?:\\s+NULLS\\s+(FIRST|LAST))?\\s*",
                    Pattern.CASE_INSENSITIVE);

    private SortFields() {}

    /// From syntax; `nullsFirst` is null where nothing is said.
    static SortField of(SqlNode expression, boolean descending, @Nullable Boolean nullsFirst) {
        return new SortField(
                Transforms.of(expression),
                descending,
                nullsFirst == null ? !descending : nullsFirst);
    }

    /// From `sorted_by = ARRAY['day DESC', …]`.
    static List<SortField> of(Property property) {
        return property.values().stream().map(text -> of(text, property.position())).toList();
    }

    private static SortField of(String text, @Nullable Position position) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new SqlException(
                    ErrorCode.INVALID_TABLE_PROPERTY,
                    "Cannot sort by '%s'; write a column or a transform, ASC or DESC, NULLS FIRST or NULLS LAST"
                            .formatted(text),
                    position,
                    null);
        }
        boolean descending = "DESC".equalsIgnoreCase(parts.group(2));
        String nulls = parts.group(3);
        boolean nullsFirst = nulls == null ? !descending : nulls.equalsIgnoreCase("FIRST");
        return new SortField(Transforms.of(parts.group(1), position), descending, nullsFirst);
    }
}
