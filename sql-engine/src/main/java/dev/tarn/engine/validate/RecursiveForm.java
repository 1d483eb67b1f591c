package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.parse.Positions;

import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSetOperator;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.Predicate;

/// The form that a recursive query must have: `name (columns) AS (base UNION ALL step)`, whose step
/// gives rows for each row of `name` by itself. A step that aggregates, leaves out duplicates or
/// may invent nulls for its reference does not, and is refused.
///
/// @param name what the step reads
/// @param columns what the query calls its columns
/// @param base the rows to begin with, which do not read `name`
/// @param step what reads `name`, once
record RecursiveForm(String name, SqlNodeList columns, SqlNode base, SqlSelect step) {

    /// The parts of `item`.
    ///
    /// @throws SqlException where it has another form
    static RecursiveForm of(SqlWithItem item, Predicate<SqlCall> varies) {
        String name = item.name.getSimple();
        SqlNodeList columns = item.columnList;
        if (columns == null) {
            throw refused(
                    name, "name its columns, as in %s (a, b) AS …".formatted(name), item.name);
        }
        if (!(item.query instanceof SqlCall union)
                || union.getKind() != SqlKind.UNION
                || !((SqlSetOperator) union.getOperator()).isAll()) {
            throw refused(name, "it has to be a query UNION ALL a SELECT that reads it", item.name);
        }
        SqlNode base = union.operand(0);
        if (reads(base, name)
                || !(union.operand(1) instanceof SqlSelect step)
                || references(step, name) != 1) {
            throw refused(
                    name,
                    "what stands behind the last UNION ALL has to be a SELECT that reads it once,"
                            + " and nothing else may read it",
                    item.name);
        }
        RecursiveForm form = new RecursiveForm(name, columns, base, step);
        form.checkStep();
        form.checkStable(union, varies);
        return form;
    }

    SqlException refused(String message, SqlNode at) {
        return refused(name, message, at);
    }

    private static SqlException refused(String name, String message, SqlNode at) {
        return Positions.error(
                ErrorCode.NOT_SUPPORTED, "Recursive query %s: %s".formatted(name, message), at);
    }

    /// Whether `query` reads `name` in a FROM, its own or of queries inside.
    static boolean reads(SqlNode query, String name) {
        return references(query, name) > 0;
    }

    private void checkStep() {
        if (step.isDistinct()
                || (step.getGroup() != null && !step.getGroup().isEmpty())
                || step.getHaving() != null
                || step.getQualify() != null
                || aggregates(step.getSelectList())) {
            throw refused(
                    "DISTINCT, aggregates and window functions are not supported behind UNION ALL",
                    step);
        }
        SqlNode from = step.getFrom();
        if (from == null || direct(from) != 1) {
            throw refused(
                    "it can be read in FROM, by inner joins or on the left of LEFT JOIN, not in a"
                            + " sub-query",
                    step);
        }
    }

    /// Base and step are computed once for each level, and have to be the same each time.
    private void checkStable(SqlNode query, Predicate<SqlCall> varies) {
        query.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlCall call) {
                        boolean some =
                                call instanceof SqlOrderBy order
                                        && order.orderList.isEmpty()
                                        && (order.fetch != null || order.offset != null);
                        if (some || call.getKind() == SqlKind.TABLESAMPLE || varies.test(call)) {
                            throw refused("its rows must not depend on chance", call);
                        }
                        return super.visit(call);
                    }
                });
    }

    private static boolean aggregates(SqlNode list) {
        boolean[] found = new boolean[1];
        list.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlCall call) {
                        if (call.isA(SqlKind.QUERY)) {
                            return null;
                        }
                        String function = call.getOperator().getName().toLowerCase(Locale.ROOT);
                        found[0] |=
                                call.getKind() == SqlKind.OVER
                                        || Known.FUNCTIONS.aggregate(function).isPresent();
                        return super.visit(call);
                    }
                });
        return found[0];
    }

    /// The names of aggregates, made when a recursive query is first seen.
    private static final class Known {
        static final FunctionRegistry FUNCTIONS = Functions.standard();
    }

    /// How often `query` reads `name` in a FROM, its own or of queries inside.
    private static int references(SqlNode query, String name) {
        int[] count = new int[1];
        query.accept(
                new SqlBasicVisitor<@Nullable Void>() {
                    @Override
                    public @Nullable Void visit(SqlCall call) {
                        SqlNode from = call instanceof SqlSelect select ? select.getFrom() : null;
                        if (from != null) {
                            count[0] += named(from, name);
                        }
                        return super.visit(call);
                    }
                });
        return count[0];
    }

    private static int named(SqlNode from, String name) {
        return switch (from) {
            case SqlIdentifier table -> isNamed(table, name) ? 1 : 0;
            case SqlJoin join -> named(join.getLeft(), name) + named(join.getRight(), name);
            case SqlCall call
                    when call.getKind() == SqlKind.AS || call.getKind() == SqlKind.TABLESAMPLE ->
                    named(call.operand(0), name);
            default -> 0;
        };
    }

    static boolean isNamed(SqlIdentifier table, String name) {
        return table.isSimple() && table.getSimple().equalsIgnoreCase(name);
    }

    /// How often the step is read where each of its rows gives rows of its own.
    private int direct(SqlNode from) {
        return switch (from) {
            case SqlIdentifier table -> isNamed(table, name) ? 1 : 0;
            case SqlJoin join -> {
                JoinType type = join.getJoinType();
                boolean inner =
                        type == JoinType.INNER || type == JoinType.COMMA || type == JoinType.CROSS;
                yield (inner || type == JoinType.LEFT ? direct(join.getLeft()) : 0)
                        + (inner || type == JoinType.RIGHT ? direct(join.getRight()) : 0);
            }
            case SqlCall call when call.getKind() == SqlKind.AS && call.operandCount() == 2 ->
                    direct(call.operand(0));
            default -> 0;
        };
    }
}
