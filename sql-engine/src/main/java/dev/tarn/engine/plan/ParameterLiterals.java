package dev.tarn.engine.plan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Java values given for question marks, as SQL syntax.
final class ParameterLiterals {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS", java.util.Locale.ROOT);

    private ParameterLiterals() {}

    static List<SqlNode> of(List<@Nullable Object> values) {
        List<SqlNode> nodes = new ArrayList<>();
        for (Object value : values) {
            nodes.add(of(value));
        }
        return nodes;
    }

    /// One of them.
    static SqlNode of(@Nullable Object value) {
        SqlParserPos none = SqlParserPos.ZERO;
        return switch (value) {
            case null -> SqlLiteral.createNull(none);
            case Boolean bool -> SqlLiteral.createBoolean(bool, none);
            case Byte number -> exact(number.toString());
            case Short number -> exact(number.toString());
            case Integer number -> exact(number.toString());
            case Long number -> exact(number.toString());
            case BigInteger number -> exact(number.toString());
            case BigDecimal number -> exact(number.toPlainString());
            case Float number -> cast(number.toString(), SqlTypeName.REAL, -1);
            case Double number -> cast(number.toString(), SqlTypeName.DOUBLE, -1);
            case String text -> SqlLiteral.createCharString(text, none);
            case LocalDate date -> cast(date.toString(), SqlTypeName.DATE, -1);
            case LocalTime time -> cast(time.toString(), SqlTypeName.TIME, 6);
            case LocalDateTime time -> cast(TIMESTAMP.format(time), SqlTypeName.TIMESTAMP, 9);
            case OffsetDateTime time ->
                    cast(
                            TIMESTAMP.format(time) + " " + time.getOffset(),
                            SqlTypeName.TIMESTAMP_TZ,
                            9);
            case UUID uuid -> cast(uuid.toString(), SqlTypeName.UUID, -1);
            default ->
                    throw new SqlException(
                            ErrorCode.INVALID_ARGUMENTS,
                            "A parameter of %s cannot be used; there are null, booleans, numbers, strings, dates, times and timestamps"
                                    .formatted(value.getClass().getSimpleName()));
        };
    }

    private static SqlNode exact(String text) {
        boolean negative = text.startsWith("-");
        SqlNode number =
                SqlLiteral.createExactNumeric(
                        negative ? text.substring(1) : text, SqlParserPos.ZERO);
        return negative
                ? SqlStdOperatorTable.UNARY_MINUS.createCall(SqlParserPos.ZERO, number)
                : number;
    }

    private static SqlNode cast(String text, SqlTypeName type, int precision) {
        SqlParserPos none = SqlParserPos.ZERO;
        return SqlStdOperatorTable.CAST.createCall(
                none,
                SqlLiteral.createCharString(text, none),
                new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, precision, none), none));
    }
}
