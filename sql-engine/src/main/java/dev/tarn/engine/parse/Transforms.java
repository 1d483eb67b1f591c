package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.statement.PartitionField;
import dev.tarn.engine.statement.PartitionField.Transform;
import dev.tarn.engine.statement.Property;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Partition transforms as Spark writes them (`days(ts)`, `bucket(16, id)`) and as Trino does
/// (`day(ts)`, `bucket(id, 16)`).
final class Transforms {
    private static final Pattern CALL =
            Pattern.compile("\\s*(\\w+)\\s*\\(\\s*([^,()]+?)\\s*(?:,\\s*([^,()]+?)\\s*)?\\)\\s*");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /// Of numbers that are surely integers.
    private static final int MOST_DIGITS = 9;

    private Transforms() {}

    /// From syntax, as in PARTITIONED BY.
    static PartitionField of(SqlNode node) {
        Position position = Positions.of(node);
        if (node instanceof SqlIdentifier column) {
            return new PartitionField(Transform.IDENTITY, null, column.toString(), position);
        }
        if (node instanceof SqlCall call) {
            String column = null;
            Integer argument = null;
            for (SqlNode operand : call.getOperandList()) {
                if (operand instanceof SqlIdentifier identifier && column == null) {
                    column = identifier.toString();
                } else if (argument == null
                        && Literals.value(operand) instanceof BigDecimal number) {
                    argument = number.intValueExact();
                } else {
                    throw malformed(node.toString(), position);
                }
            }
            if (column != null) {
                return field(call.getOperator().getName(), argument, column, position);
            }
        }
        throw malformed(node.toString(), position);
    }

    /// `column` in as many buckets as `number` says.
    static PartitionField bucket(SqlIdentifier column, SqlNode number) {
        Position position = Positions.of(number);
        if (!(Literals.value(number) instanceof BigDecimal count)
                || count.scale() > 0
                || count.signum() <= 0
                || count.precision() > MOST_DIGITS) {
            throw new SqlException(
                    ErrorCode.INVALID_TABLE_PROPERTY,
                    "A number of buckets is a whole number from 1, not " + number,
                    position,
                    null);
        }
        return new PartitionField(
                Transform.BUCKET, count.intValueExact(), column.toString(), position);
    }

    /// From `partitioning = ARRAY['day(ts)', …]`.
    static List<PartitionField> of(Property property) {
        return property.values().stream().map(text -> of(text, property.position())).toList();
    }

    /// From text, as in `day(ts)`.
    static PartitionField of(String text, @Nullable Position position) {
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            if (text.isBlank() || text.contains("(")) {
                throw malformed(text, position);
            }
            return new PartitionField(Transform.IDENTITY, null, unquoted(text.trim()), position);
        }
        String first = call.group(2);
        String second = call.group(3);
        if (second == null) {
            return field(call.group(1), null, unquoted(first), position);
        }
        boolean numberFirst = NUMBER.matcher(first).matches();
        String number = numberFirst ? first : second;
        if (!NUMBER.matcher(number).matches() || number.length() > MOST_DIGITS) {
            throw malformed(text, position);
        }
        return field(
                call.group(1),
                Integer.valueOf(number),
                unquoted(numberFirst ? second : first),
                position);
    }

    private static String unquoted(String name) {
        return name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")
                ? name.substring(1, name.length() - 1)
                : name;
    }

    private static PartitionField field(
            String name, @Nullable Integer argument, String column, @Nullable Position position) {
        Transform transform =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "identity" -> Transform.IDENTITY;
                    case "year", "years" -> Transform.YEAR;
                    case "month", "months" -> Transform.MONTH;
                    case "day", "days", "date" -> Transform.DAY;
                    case "hour", "hours", "date_hour" -> Transform.HOUR;
                    case "bucket" -> Transform.BUCKET;
                    case "truncate" -> Transform.TRUNCATE;
                    case "void", "alwaysnull" -> Transform.VOID;
                    default -> throw malformed(name, position);
                };
        boolean counted = transform == Transform.BUCKET || transform == Transform.TRUNCATE;
        if (counted != (argument != null) || (argument != null && argument < 1)) {
            throw malformed(name + "(" + column + ")", position);
        }
        return new PartitionField(transform, argument, column, position);
    }

    private static SqlException malformed(String text, @Nullable Position position) {
        return new SqlException(
                ErrorCode.INVALID_TABLE_PROPERTY,
                "Unknown partition field %s; there are column, year(column), month(column), day(column), hour(column), bucket(count, column) and truncate(width, column)"
                        .formatted(text),
                position,
                null);
    }
}
