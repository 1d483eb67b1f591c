package dev.tarn.engine.plan;

import dev.tarn.engine.schema.MetadataTables;
import dev.tarn.engine.schema.TableVersion;

import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whether the text of a view's query, as it is, means the same to Trino, so that the view can say
/// so. A wrong answer there is worse than none: only tables, their columns, comparisons, sums and
/// counts are known to, and whatever else the text has keeps the view to ourselves.
final class PortableViews {
    private static final String TRINO = "trino";

    private static final Set<SqlKind> OPERATORS =
            EnumSet.of(
                    SqlKind.AND,
                    SqlKind.OR,
                    SqlKind.NOT,
                    SqlKind.EQUALS,
                    SqlKind.NOT_EQUALS,
                    SqlKind.LESS_THAN,
                    SqlKind.LESS_THAN_OR_EQUAL,
                    SqlKind.GREATER_THAN,
                    SqlKind.GREATER_THAN_OR_EQUAL,
                    SqlKind.IS_NULL,
                    SqlKind.IS_NOT_NULL,
                    SqlKind.PLUS,
                    SqlKind.MINUS,
                    SqlKind.TIMES);

    private static final Set<String> FUNCTIONS = Set.of("count", "sum", "min", "max");

    private static final Set<SqlTypeName> LITERALS =
            EnumSet.of(SqlTypeName.CHAR, SqlTypeName.DECIMAL, SqlTypeName.BOOLEAN);

    private PortableViews() {}

    /// The other dialects of which the text of `query` is.
    static List<String> dialects(SqlNode query) {
        return isQuery(query) ? List.of(TRINO) : List.of();
    }

    private static boolean isQuery(SqlNode node) {
        return switch (node) {
            case SqlSelect select -> isSelect(select);
            case SqlCall call when call.getKind() == SqlKind.UNION ->
                    call.getOperandList().stream().allMatch(PortableViews::isQuery);
            default -> false;
        };
    }

    private static boolean isSelect(SqlSelect select) {
        SqlNode from = select.getFrom();
        return from != null
                && isRelation(from)
                && select.getSelectList().stream().allMatch(PortableViews::isItem)
                && isExpression(select.getWhere())
                && isList(select.getGroup())
                && isExpression(select.getHaving())
                && select.getWindowList().isEmpty()
                && select.getQualify() == null
                && !select.hasHints()
                && select.getOrderList() == null
                && select.getFetch() == null
                && select.getOffset() == null;
    }

    private static boolean isItem(SqlNode node) {
        return node instanceof SqlBasicCall call && call.getKind() == SqlKind.AS
                ? call.operandCount() == 2 && isExpression(call.operand(0))
                : isExpression(node);
    }

    private static boolean isRelation(SqlNode node) {
        return switch (node) {
            case SqlIdentifier name -> isTable(name);
            case SqlJoin join ->
                    !join.isNatural()
                            && (join.getJoinType() == JoinType.CROSS
                                    || join.getConditionType() == JoinConditionType.ON)
                            && join.getJoinType() != JoinType.ASOF
                            && join.getJoinType() != JoinType.LEFT_ASOF
                            && isRelation(join.getLeft())
                            && isRelation(join.getRight())
                            && isExpression(join.getCondition());
            case SqlBasicCall call when call.getKind() == SqlKind.AS ->
                    call.operandCount() == 2
                            && (call.operand(0) instanceof SqlIdentifier name
                                    ? isTable(name)
                                    : isQuery(call.operand(0)));
            default -> false;
        };
    }

    /// A table by its name, or its schema and name: not a version or metadata of one.
    private static boolean isTable(SqlIdentifier name) {
        String last = name.names.getLast();
        return name.names.size() <= 2
                && !last.contains("$")
                && !MetadataTables.isName(last)
                && TableVersion.ofSuffix(last) == null;
    }

    private static boolean isList(@Nullable SqlNodeList nodes) {
        return nodes == null || nodes.stream().allMatch(PortableViews::isExpression);
    }

    private static boolean isExpression(@Nullable SqlNode node) {
        return switch (node) {
            case null -> true;
            case SqlIdentifier name -> name.names.size() <= 2;
            case SqlLiteral literal -> LITERALS.contains(literal.getTypeName());
            case SqlBasicCall call ->
                    (OPERATORS.contains(call.getKind()) || isFunction(call))
                            && call.getOperandList().stream().allMatch(PortableViews::isExpression);
            default -> false;
        };
    }

    private static boolean isFunction(SqlBasicCall call) {
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        return FUNCTIONS.contains(name)
                && call.operandCount() == 1
                && call.getFunctionQuantifier() == null;
    }
}
