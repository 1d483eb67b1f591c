package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.misc.RecursionDepth;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.NodeCopy;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// WITH RECURSIVE, unrolled to the depth that is allowed, as Trino does it, so that every operator
/// runs within memory as always. A step gives, for all rows so far, what it gives for each: so the
/// rows of one level more are the base's and the step's of one level less.
///
/// ```
/// r (n) AS (base UNION ALL step(r))
///   →   r$0 (n, $depth) AS (SELECT *, 0 FROM (base)),
///       r$1 (n, $depth) AS (SELECT *, 0 FROM (base) UNION ALL step(r$0)), …
///       r (n) AS (SELECT n FROM (SELECT n, bool_and(recursion_within($depth, 10)) OVER () AS w
///                                FROM r$11) WHERE w)
/// ```
///
/// The window keeps other conditions from being asked before the depth is. What does not fit that,
/// [RecursiveForm] refuses.
public final class RecursiveQueries {
    /// Session property: how often a step may follow a step.
    public static final String PROPERTY = "max_recursion_depth";

    private static final int DEFAULT_DEPTH = 10;
    private static final int MAX_DEPTH = 100;
    private static final String DEPTH = "$depth";
    private static final SqlOperator WITHIN = RegistryFunction.unnamed(RecursionDepth.WITHIN);

    private final SqlWithItem item;
    private final RecursiveForm form;
    private final String name;
    private final SqlParserPos position;

    private RecursiveQueries(SqlWithItem item, Predicate<SqlCall> varies) {
        this.item = item;
        this.form = RecursiveForm.of(item, varies);
        this.name = item.name.getSimple();
        this.position = item.getParserPosition();
    }

    /// `with` without recursion.
    ///
    /// @param varies which calls give something else each time
    static SqlWith expanded(SqlWith with, Session session, Predicate<SqlCall> varies) {
        List<SqlNode> items = new ArrayList<>();
        for (SqlNode node : with.withList) {
            SqlWithItem item = (SqlWithItem) node;
            if (item.recursive.booleanValue()
                    && RecursiveForm.reads(item.query, item.name.getSimple())) {
                items.addAll(new RecursiveQueries(item, varies).unrolled(limit(session)));
            } else {
                items.add(item(item.name, item.columnList, item.query));
            }
        }
        return new SqlWith(
                with.getParserPosition(),
                new SqlNodeList(items, with.withList.getParserPosition()),
                with.body);
    }

    /// Whether the session property may have `value`.
    public static boolean isDepth(String value) {
        return value.matches("[1-9][0-9]?|100");
    }

    private static int limit(Session session) {
        String text = session.properties().get(PROPERTY);
        if (text == null) {
            return DEFAULT_DEPTH;
        }
        if (!isDepth(text)) {
            throw new SqlException(
                    ErrorCode.INVALID_SESSION_PROPERTY,
                    "Session property %s must be a number from 1 to %d, not '%s'"
                            .formatted(PROPERTY, MAX_DEPTH, text));
        }
        return Integer.parseInt(text);
    }

    private static SqlWithItem item(
            SqlIdentifier name, @Nullable SqlNodeList columns, SqlNode query) {
        SqlParserPos at = name.getParserPosition();
        return new SqlWithItem(at, name, columns, query, SqlLiteral.createBoolean(false, at));
    }

    private List<SqlNode> unrolled(int limit) {
        SqlNodeList columns = form.columns();
        SqlNode base = form.base();
        SqlNodeList wide = new SqlNodeList(columns.getList(), position);
        wide.add(new SqlIdentifier(DEPTH, position));
        List<SqlNode> items = new ArrayList<>();
        items.add(item(level(0), NodeCopy.of(wide), first(base)));
        for (int depth = 1; depth <= limit + 1; depth++) {
            SqlNode rows =
                    SqlStdOperatorTable.UNION_ALL.createCall(
                            position, first(base), next(columns, depth - 1));
            items.add(item(level(depth), NodeCopy.of(wide), rows));
        }
        items.add(item(item.name, NodeCopy.of(columns), last(columns, limit)));
        return items;
    }

    private SqlIdentifier level(int depth) {
        return new SqlIdentifier(name + "$" + depth, position);
    }

    /// `SELECT base.*, 0 FROM (base) AS base`.
    private SqlNode first(SqlNode base) {
        SqlNode from =
                SqlStdOperatorTable.AS.createCall(
                        position, NodeCopy.of(base), new SqlIdentifier("$base", position));
        return Grammar.select(
                position, List.of(SqlIdentifier.star(position), number(0)), from, null);
    }

    private SqlNode number(int value) {
        return SqlLiteral.createExactNumeric(Integer.toString(value), position);
    }

    /// The step over the rows of level `depth`.
    private SqlNode next(SqlNodeList columns, int depth) {
        SqlSelect copy = NodeCopy.of(form.step());
        SqlNode from = copy.getFrom();
        if (from == null) {
            throw new IllegalStateException("A step without FROM");
        }
        String[] alias = {name};
        copy.setFrom(replaced(from, depth, alias));
        List<SqlNode> items = new ArrayList<>();
        for (SqlNode written : copy.getSelectList()) {
            items.addAll(withoutStar(written, from, columns, alias[0]));
        }
        items.add(
                SqlStdOperatorTable.PLUS.createCall(
                        position,
                        new SqlIdentifier(List.of(alias[0], DEPTH), position),
                        number(1)));
        copy.setSelectList(new SqlNodeList(items, position));
        return copy;
    }

    /// A star must not bring the depth.
    private List<SqlNode> withoutStar(
            SqlNode written, SqlNode from, SqlNodeList columns, String alias) {
        if (!(written instanceof SqlIdentifier star) || !star.isStar()) {
            return List.of(written);
        }
        boolean single = star.names.size() == 1;
        if (single && from instanceof SqlJoin) {
            throw form.refused("name the columns instead of * behind UNION ALL", written);
        }
        if (!single && !star.names.getFirst().equalsIgnoreCase(alias)) {
            return List.of(written);
        }
        List<SqlNode> own = new ArrayList<>();
        for (SqlNode column : columns) {
            own.add(
                    new SqlIdentifier(
                            List.of(alias, ((SqlIdentifier) column).getSimple()), position));
        }
        return own;
    }

    private SqlNode replaced(SqlNode from, int depth, String[] alias) {
        switch (from) {
            case SqlIdentifier table when RecursiveForm.isNamed(table, name) -> {
                return SqlStdOperatorTable.AS.createCall(
                        position, level(depth), new SqlIdentifier(name, position));
            }
            case SqlJoin join -> {
                join.setLeft(replaced(join.getLeft(), depth, alias));
                join.setRight(replaced(join.getRight(), depth, alias));
            }
            case SqlCall call
                    when call.getKind() == SqlKind.AS
                            && call.operand(0) instanceof SqlIdentifier table
                            && RecursiveForm.isNamed(table, name) -> {
                alias[0] = ((SqlIdentifier) call.operand(1)).getSimple();
                call.setOperand(0, level(depth));
            }
            default -> {}
        }
        return from;
    }

    private SqlNode last(SqlNodeList columns, int limit) {
        SqlNode within =
                WITHIN.createCall(position, new SqlIdentifier(DEPTH, position), number(limit));
        SqlNode window =
                SqlWindow.create(
                        null,
                        null,
                        SqlNodeList.EMPTY,
                        SqlNodeList.EMPTY,
                        SqlLiteral.createBoolean(false, position),
                        null,
                        null,
                        null,
                        SqlWindow.createExcludeNoOthers(position),
                        position);
        SqlNode all =
                SqlStdOperatorTable.OVER.createCall(
                        position, Grammar.function(position, "bool_and", List.of(within)), window);
        SqlIdentifier checked = new SqlIdentifier("$within", position);
        List<SqlNode> items = names(columns);
        items.add(SqlStdOperatorTable.AS.createCall(position, all, checked));
        SqlNode inner =
                SqlStdOperatorTable.AS.createCall(
                        position,
                        Grammar.select(position, items, level(limit + 1), null),
                        new SqlIdentifier("$checked", position));
        return Grammar.select(position, names(columns), inner, (SqlNode) checked.clone(position));
    }

    private static List<SqlNode> names(SqlNodeList columns) {
        List<SqlNode> names = new ArrayList<>();
        for (SqlNode column : columns) {
            names.add((SqlNode) column.clone(column.getParserPosition()));
        }
        return names;
    }
}
