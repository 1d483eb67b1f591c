package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What Calcite does not know after ORDER BY.
///
/// ```
/// q ORDER BY k FETCH FIRST n ROWS WITH TIES   →   q QUALIFY rank() OVER (ORDER BY k) <= n ORDER BY k
/// SELECT DISTINCT … OVER … AS c … ORDER BY c  →   SELECT * FROM (SELECT DISTINCT …) ORDER BY c
/// ```
final class OrderForms {
    private static final String INNER = "$ordered";

    private OrderForms() {}

    static SqlOrderBy rewritten(SqlOrderBy order) {
        if (order.fetch instanceof SqlCall ties && ties.getOperator() == Grammar.WITH_TIES) {
            return withTies(order, ties.operand(0));
        }
        if (order.query instanceof SqlSelect select
                && select.isDistinct()
                && hasWindow(select.getSelectList())) {
            SqlParserPos position = order.getParserPosition();
            SelectedKeys selected = new SelectedKeys(select.getSelectList());
            SqlNodeList keys =
                    new SqlNodeList(
                            order.orderList.stream().map(selected::outside).toList(),
                            order.orderList.getParserPosition());
            return new SqlOrderBy(
                    position, whole(select, position), keys, order.offset, order.fetch);
        }
        return order;
    }

    private static SqlOrderBy withTies(SqlOrderBy order, SqlNode count) {
        SqlParserPos position = order.getParserPosition();
        if (order.orderList.isEmpty()) {
            throw Positions.error(
                    ErrorCode.SYNTAX_ERROR, "FETCH FIRST … WITH TIES needs an ORDER BY", order);
        }
        List<SqlNode> keys = new ArrayList<>();
        SqlSelect ranked = null;
        if (order.query instanceof SqlSelect select
                && !select.isDistinct()
                && select.getQualify() == null) {
            order.orderList.forEach(key -> keys.add(key(key, select.getSelectList(), false)));
            if (!readsAlias(keys, select.getSelectList())) {
                ranked = (SqlSelect) select.clone(select.getParserPosition());
            }
        }
        if (ranked == null) {
            keys.clear();
            ranked = whole(order.query, position);
            SqlNodeList items = items(order.query);
            order.orderList.forEach(key -> keys.add(key(key, items, true)));
        }
        SqlNode window =
                SqlWindow.create(
                        null,
                        null,
                        SqlNodeList.EMPTY,
                        new SqlNodeList(keys, position),
                        SqlLiteral.createBoolean(false, position),
                        null,
                        null,
                        null,
                        SqlWindow.createExcludeNoOthers(position),
                        position);
        SqlNode rank =
                SqlStdOperatorTable.OVER.createCall(
                        position, Grammar.function(position, "rank", List.of()), window);
        SqlNode offset = order.offset;
        SqlNode last =
                offset == null
                        ? count
                        : SqlStdOperatorTable.PLUS.createCall(position, offset, count);
        ranked.setQualify(SqlStdOperatorTable.LESS_THAN_OR_EQUAL.createCall(position, rank, last));
        return new SqlOrderBy(position, ranked, order.orderList, offset, null);
    }

    /// Whether a name in one of `keys` is an alias too, which QUALIFY would take it for.
    private static boolean readsAlias(List<SqlNode> keys, SqlNodeList items) {
        boolean[] found = new boolean[1];
        for (SqlNode key : keys) {
            key.accept(
                    new SqlBasicVisitor<@Nullable Void>() {
                        @Override
                        public @Nullable Void visit(SqlIdentifier name) {
                            found[0] |= name.isSimple() && aliased(items, name) != null;
                            return null;
                        }
                    });
        }
        return found[0];
    }

    /// The item of a select list that `name` is the alias of.
    private static @Nullable SqlNode aliased(SqlNodeList items, SqlIdentifier name) {
        SqlNode found = null;
        for (SqlNode item : items) {
            boolean named =
                    item.getKind() == SqlKind.AS
                            && ((SqlIdentifier) ((SqlCall) item).operand(1))
                                    .getSimple()
                                    .equalsIgnoreCase(name.getSimple());
            found = named ? item : found;
        }
        return found;
    }

    /// `SELECT * FROM (query)`.
    private static SqlSelect whole(SqlNode query, SqlParserPos position) {
        SqlNode from =
                SqlStdOperatorTable.AS.createCall(
                        position, query, new SqlIdentifier(INNER, position));
        return Grammar.select(position, List.of(SqlIdentifier.star(position)), from, null);
    }

    /// The select list that names the columns of `query`; null where there is none.
    private static @Nullable SqlNodeList items(SqlNode query) {
        return switch (query) {
            case SqlSelect select -> select.getSelectList();
            case SqlCall call when SqlKind.SET_QUERY.contains(call.getKind()) ->
                    items(call.operand(0));
            default -> null;
        };
    }

    /// What a key of ORDER BY stands for where no alias or ordinal is known: an expression of the
    /// select list, or, outside of the query, the name of its column.
    private static SqlNode key(SqlNode key, @Nullable SqlNodeList items, boolean outside) {
        if (key instanceof SqlBasicCall call && isDirection(call)) {
            List<SqlNode> operands = new ArrayList<>(call.getOperandList());
            operands.set(0, key(operands.getFirst(), items, outside));
            return call.getOperator().createCall(call.getParserPosition(), operands);
        }
        SqlNode item = null;
        if (key instanceof SqlNumericLiteral number && number.isInteger()) {
            int ordinal = number.intValue(true);
            item =
                    items != null && ordinal >= 1 && ordinal <= items.size()
                            ? items.get(ordinal - 1)
                            : null;
            boolean star =
                    items == null
                            || items.stream()
                                    .anyMatch(i -> i instanceof SqlIdentifier s && s.isStar());
            if (item == null || star) {
                throw Positions.error(
                        ErrorCode.NOT_SUPPORTED,
                        "ORDER BY a column's number is not supported here; name the column",
                        key);
            }
        } else if (key instanceof SqlIdentifier name && name.isSimple() && items != null) {
            item = aliased(items, name);
        }
        if (item == null) {
            return key;
        }
        boolean as = item.getKind() == SqlKind.AS;
        if (!outside) {
            return as ? ((SqlCall) item).operand(0) : item;
        }
        SqlNode name = as ? ((SqlCall) item).operand(1) : item;
        if (!(name instanceof SqlIdentifier column)) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "ORDER BY a column without a name is not supported here; give it one with AS",
                    key);
        }
        return column.getComponent(column.names.size() - 1);
    }

    private static boolean isDirection(SqlNode key) {
        return switch (key.getKind()) {
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> true;
            default -> false;
        };
    }

    private static boolean hasWindow(SqlNode node) {
        boolean[] found = new boolean[1];
        node.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlCall call) {
                        found[0] |= call.getKind() == SqlKind.OVER;
                        return super.visit(call);
                    }
                });
        return found[0];
    }
}
