package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.function.nested.Sequences;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.QueryMarks;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalLiteral.IntervalValue;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Calls that the grammar has forms of its own for, as plain calls of our functions.
///
/// ```
/// TRIM(LEADING 'x' FROM a)          →   ltrim(a, 'x')
/// POSITION(a IN b)                  →   strpos(b, a)
/// TRANSLATE(a, b, c)                →   translate(a, b, c)
/// ARRAY[]                           →   array_constructor()
/// sequence(a, b, INTERVAL '1' DAY)  →   sequence(a, b, months 0, microseconds 86400000000)
/// date_trunc('day', month)          →   the same of a column `month`, not of the unit
/// - 5                               →   -5
/// a AT TIME ZONE b                  →   at_timezone(a, b)
/// a IS JSON OBJECT                  →   is_json(a, 'OBJECT', 'ANY')
/// a::bigint                         →   CAST(a AS bigint)
/// a:b.c[0]                          →   variant_get(a, '$["b"]["c"][0]')
/// variant_get(a, path, 'bigint')    →   CAST(variant_get(a, path) AS bigint)
/// ```
final class CallForms {
    private static final long MICROS_PER_MILLI = 1_000;

    private static final SqlOperator SEQUENCE = RegistryFunction.unnamed(Sequences.BY_INTERVAL);

    private CallForms() {}

    /// `call` itself where it has no such form.
    static SqlNode rewritten(SqlCall call) {
        SqlParserPos position = call.getParserPosition();
        return switch (call.getKind()) {
            case MINUS_PREFIX -> negative(call);
            case MINUS -> {
                refuseUnit(call);
                yield call;
            }
            case ARRAY_VALUE_CONSTRUCTOR ->
                    call.operandCount() == 0 ? function("array_constructor", position) : call;
            case TRIM -> trim(call);
            case COLON -> VariantForms.path(call);
            case POSITION -> function("strpos", position, call.operand(1), call.operand(0));
            default -> named(call);
        };
    }

    private static SqlNode negative(SqlCall call) {
        return call.operand(0) instanceof SqlNumericLiteral number && number.isInteger()
                ? SqlLiteral.createExactNumeric(
                        Objects.requireNonNull(number.bigDecimalValue()).negate().toPlainString(),
                        call.getParserPosition())
                : call;
    }

    private static void refuseUnit(SqlCall call) {
        if (call.getOperator() == SqlStdOperatorTable.MINUS_DATE) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "A difference in a unit is not supported; write a - b, which is an interval day"
                            + " to second, or date_diff(unit, b, a)",
                    call);
        }
    }

    private static SqlNode trim(SqlCall call) {
        if (call.operandCount() != 3 || !(call.operand(0) instanceof SqlLiteral flag)) {
            return call;
        }
        String name =
                switch (flag.getValueAs(SqlTrimFunction.Flag.class)) {
                    case BOTH -> "trim";
                    case LEADING -> "ltrim";
                    case TRAILING -> "rtrim";
                };
        SqlNode characters = call.operand(1);
        boolean blanks =
                characters instanceof SqlLiteral literal
                        && " ".equals(literal.getValueAs(String.class));
        SqlParserPos position = call.getParserPosition();
        return blanks
                ? function(name, position, call.operand(2))
                : function(name, position, call.operand(2), characters);
    }

    private static SqlNode named(SqlCall call) {
        String name = call.getOperator().getName();
        if (name.equals("TRANSLATE3")) {
            return Grammar.function(call.getParserPosition(), "translate", call.getOperandList());
        }
        if (call.getOperator() == QueryMarks.AT_TIME_ZONE) {
            return Grammar.function(call.getParserPosition(), "at_timezone", call.getOperandList());
        }
        if (call.getOperator() == SqlLibraryOperators.INFIX_CAST) {
            return SqlStdOperatorTable.CAST.createCall(
                    call.getParserPosition(), call.getOperandList());
        }
        if (name.startsWith("IS ") && name.contains(" JSON ")) {
            return isJson(call, name);
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "sequence" -> bySteps(call);
            case "normalize" -> withForm(call);
            case "variant_get", "try_variant_get" -> VariantForms.typed(call);
            case "date_trunc", "date_diff" -> withColumn(call);
            default -> call;
        };
    }

    private static SqlNode isJson(SqlCall call, String operator) {
        List<String> words = List.of(operator.split(" "));
        boolean isNegated = words.get(1).equals("NOT");
        SqlParserPos position = call.getParserPosition();
        SqlNode test =
                function(
                        "is_json",
                        position,
                        call.operand(0),
                        SqlLiteral.createCharString(words.get(isNegated ? 3 : 2), position),
                        SqlLiteral.createCharString(
                                words.contains("UNIQUE") ? "UNIQUE" : "ANY", position));
        return isNegated ? SqlStdOperatorTable.NOT.createCall(position, test) : test;
    }

    /// `normalize(a, NFC)`, whose form is a word and no column.
    private static SqlNode withForm(SqlCall call) {
        return call.operandCount() == 2
                        && call.operand(1) instanceof SqlIdentifier form
                        && form.isSimple()
                ? function(
                        "normalize",
                        call.getParserPosition(),
                        call.operand(0),
                        SqlLiteral.createCharString(form.getSimple(), form.getParserPosition()))
                : call;
    }

    /// `sequence(a, b, INTERVAL …)`, whose interval no function takes, by months and microseconds.
    private static SqlNode bySteps(SqlCall call) {
        if (call.operandCount() != 3) {
            return call;
        }
        SqlNode step = call.operand(2);
        boolean negated = step.getKind() == SqlKind.MINUS_PREFIX;
        SqlNode bare = negated ? ((SqlCall) step).operand(0) : step;
        if (!(bare instanceof SqlIntervalLiteral literal)
                || !(literal.getValue() instanceof IntervalValue interval)) {
            return call;
        }
        boolean byMonths = interval.getIntervalQualifier().isYearMonth();
        long count =
                byMonths
                        ? SqlParserUtil.intervalToMonths(interval)
                        : SqlParserUtil.intervalToMillis(interval) * MICROS_PER_MILLI;
        long signed = negated == interval.getSign() < 0 ? count : -count;
        SqlParserPos position = literal.getParserPosition();
        return SEQUENCE.createCall(
                call.getParserPosition(),
                call.operand(0),
                call.operand(1),
                number(byMonths ? signed : 0, position),
                number(byMonths ? 0 : signed, position));
    }

    private static SqlNode number(long value, SqlParserPos position) {
        return SqlLiteral.createExactNumeric(Long.toString(value), position);
    }

    /// Calcite's grammar takes the last argument of DATE_TRUNC and DATE_DIFF for a unit of time,
    /// even where it is a column.
    private static SqlNode withColumn(SqlCall call) {
        int last = call.operandCount() - 1;
        if (last < 1 || !(call.operand(last) instanceof SqlIntervalQualifier unit)) {
            return call;
        }
        String column = unit.timeFrameName;
        SqlParserPos position = unit.getParserPosition();
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        operands.set(last, new SqlIdentifier(column == null ? unit.toString() : column, position));
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        return Grammar.function(call.getParserPosition(), name, operands);
    }

    private static SqlNode function(String name, SqlParserPos position, SqlNode... operands) {
        return Grammar.function(position, name, List.of(operands));
    }
}
