package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.aggregate.FilteredFamily;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.parser.SqlParserPos;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// FILTER before OVER, which Calcite parses but does not plan: as every aggregate but a few leaves
/// out nulls, what is filtered out becomes null.
///
/// ```
/// sum(x) FILTER (WHERE c) OVER w        →   sum(CASE WHEN c THEN x END) OVER w
/// array_agg(x) FILTER (WHERE c) OVER w  →   array_agg(x, c) OVER w, a function without a name
/// ```
final class WindowFilters {
    /// Functions that are no aggregates, to which a null is a value.
    private static final Set<String> PICKS =
            Set.of("first_value", "last_value", "nth_value", "lead", "lag");

    /// Aggregates to which a null is a value, as they are called with a filter.
    private static final Map<String, SqlOperator> FILTERED =
            Stream.of("array_agg", "checksum")
                    .flatMap(name -> Functions.standard().aggregate(name).stream())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    AggregateFamily::name,
                                    family ->
                                            RegistryAggregate.unnamed(new FilteredFamily(family))));

    /// Functions of which another argument than the first is the one whose nulls leave rows out.
    private static final Map<String, Integer> DECIDING =
            Map.of("min_by", 1, "max_by", 1, "approx_most_frequent", 1, "numeric_histogram", 1);

    private WindowFilters() {}

    /// `over`, a call of OVER, without the filter that it may have.
    static SqlCall rewritten(SqlCall over) {
        if (!(over.operand(0) instanceof SqlCall filter) || filter.getKind() != SqlKind.FILTER) {
            return over;
        }
        if (!(filter.operand(0) instanceof SqlCall aggregate)) {
            return over;
        }
        String name = aggregate.getOperator().getName().toLowerCase(Locale.ROOT);
        if (PICKS.contains(name) || aggregate.operandCount() == 0) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "FILTER before OVER is not supported of " + name,
                    filter);
        }
        SqlOperator own = FILTERED.get(name);
        if (own != null) {
            List<SqlNode> operands = new ArrayList<>(aggregate.getOperandList());
            operands.add(filter.operand(1));
            return replaced(over, own, aggregate, operands);
        }
        SqlParserPos position = filter.getParserPosition();
        int deciding = DECIDING.getOrDefault(name, 0);
        if (deciding >= aggregate.operandCount()) {
            return over;
        }
        SqlNode first = aggregate.operand(deciding);
        boolean star = first instanceof SqlIdentifier identifier && identifier.isStar();
        List<SqlNode> operands = new ArrayList<>(aggregate.getOperandList());
        operands.set(
                deciding,
                SqlCase.createSwitched(
                        position,
                        null,
                        new SqlNodeList(List.of(filter.operand(1)), position),
                        new SqlNodeList(
                                List.of(
                                        star
                                                ? SqlLiteral.createExactNumeric("1", position)
                                                : first),
                                position),
                        SqlLiteral.createNull(position)));
        return replaced(over, aggregate.getOperator(), aggregate, operands);
    }

    private static SqlCall replaced(
            SqlCall over, SqlOperator function, SqlCall aggregate, List<SqlNode> operands) {
        SqlCall filtered =
                function.createCall(
                        aggregate.getFunctionQuantifier(), aggregate.getParserPosition(), operands);
        return over.getOperator().createCall(over.getParserPosition(), filtered, over.operand(1));
    }
}
