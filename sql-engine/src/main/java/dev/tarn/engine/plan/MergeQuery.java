package dev.tarn.engine.plan;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.NodeCopy;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.parse.Syntax.Match;
import dev.tarn.engine.parse.Syntax.MergeClause;

import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Litmus;
import org.apache.iceberg.MetadataColumns;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The query of one MERGE: the source joined with the table, and which clause takes each row.
final class MergeQuery {
    /// Where the ordinal of the clause is among the query's columns, behind where the row is.
    static final int OPERATION = 2;

    private static final SqlParserPos HERE = SqlParserPos.ZERO;
    private static final String PRESENT = "$present";

    private final ChangedTable target;
    private final Syntax.Merge merge;
    private final @Nullable String source;
    private final List<SqlNode> items;
    private final boolean inserts;
    private final boolean keepsAll;

    MergeQuery(ChangedTable target, Syntax.Merge merge, Predicate<SqlCall> varies) {
        this.target = target;
        this.merge = merge;
        this.source = alias(merge.source());
        merge.clauses().forEach(clause -> requireSame(clause, varies));
        this.inserts = has(Match.NOT_MATCHED);
        this.keepsAll = has(Match.NOT_MATCHED_BY_SOURCE);
        this.items = new ArrayList<>(target.places());
        items.add(operation());
    }

    /// Conditions stand in several places of the query and have to say the same in all.
    private static void requireSame(MergeClause clause, Predicate<SqlCall> varies) {
        if (clause.condition() == null) {
            return;
        }
        clause.condition()
                .accept(
                        new SqlBasicVisitor<@Nullable Void>() {
                            @Override
                            public @Nullable Void visit(SqlCall call) {
                                if (varies.test(call)) {
                                    throw Positions.error(
                                            ErrorCode.NOT_SUPPORTED,
                                            "%s is not supported in conditions of WHEN; compute it as a column of the source"
                                                    .formatted(call.getOperator().getName()),
                                            call);
                                }
                                return super.visit(call);
                            }
                        });
    }

    private boolean has(Match match) {
        return merge.clauses().stream().anyMatch(clause -> clause.match() == match);
    }

    private static @Nullable String alias(SqlNode source) {
        if (source instanceof SqlIdentifier name) {
            return name.names.getLast();
        }
        return source instanceof SqlCall call && call.getKind() == SqlKind.AS
                ? ((SqlIdentifier) call.operand(1)).getSimple()
                : null;
    }

    /// The source's column `name`.
    SqlNode source(String name) {
        if (source == null) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "The source of MERGE needs an alias where * stands for its columns",
                    merge.source());
        }
        return new SqlIdentifier(List.of(source, name), HERE);
    }

    /// Where among the query's columns the value is that `clause` gives by `node`. What may fail is
    /// computed for the rows only that the clause takes.
    int value(int clause, SqlNode node) {
        boolean plain =
                node instanceof SqlIdentifier
                        || node instanceof SqlLiteral
                        || node instanceof SqlDynamicParam
                        || merge.clauses().size() == 1;
        return place(plain ? NodeCopy.of(node) : guarded(clause, node));
    }

    /// Where the row's id is among them.
    int rowId() {
        return place(target.column(MetadataColumns.ROW_ID.name()));
    }

    private int place(SqlNode node) {
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).equalsDeep(node, Litmus.IGNORE)) {
                return i;
            }
        }
        items.add(node);
        return items.size() - 1;
    }

    private SqlNode guarded(int clause, SqlNode node) {
        SqlNode taken = SqlStdOperatorTable.EQUALS.createCall(HERE, operation(), number(clause));
        return cases(List.of(taken), List.of(NodeCopy.of(node)));
    }

    SqlNode select() {
        SqlNode taken = SqlStdOperatorTable.IS_NOT_NULL.createCall(HERE, operation());
        return Grammar.select(HERE, items, join(), taken);
    }

    private SqlNode join() {
        JoinType type =
                inserts
                        ? keepsAll ? JoinType.FULL : JoinType.LEFT
                        : keepsAll ? JoinType.RIGHT : JoinType.INNER;
        return new SqlJoin(
                HERE,
                keepsAll ? marked() : merge.source(),
                SqlLiteral.createBoolean(false, HERE),
                type.symbol(HERE),
                target.from(),
                JoinConditionType.ON.symbol(HERE),
                merge.condition());
    }

    /// The source with a column that tells its rows from those that a join makes up.
    private SqlNode marked() {
        SqlNode mark =
                SqlStdOperatorTable.AS.createCall(
                        HERE,
                        SqlLiteral.createBoolean(true, HERE),
                        new SqlIdentifier(PRESENT, HERE));
        SqlNode all =
                Grammar.select(HERE, List.of(SqlIdentifier.star(HERE), mark), merge.source(), null);
        return SqlStdOperatorTable.AS.createCall(HERE, all, new SqlIdentifier(marker(), HERE));
    }

    private String marker() {
        return source == null ? "$source" : source;
    }

    /// The ordinal of the clause that takes a row; null where none does.
    private SqlNode operation() {
        List<SqlNode> conditions = new ArrayList<>();
        List<SqlNode> ordinals = new ArrayList<>();
        for (int i = 0; i < merge.clauses().size(); i++) {
            conditions.add(condition(merge.clauses().get(i)));
            ordinals.add(number(i));
        }
        return cases(conditions, ordinals);
    }

    private SqlNode condition(MergeClause clause) {
        List<SqlNode> parts = new ArrayList<>();
        if (inserts && clause.match() != Match.NOT_MATCHED_BY_SOURCE) {
            parts.add(present(place(), clause.match() == Match.MATCHED));
        }
        if (keepsAll && clause.match() != Match.NOT_MATCHED) {
            SqlNode mark = new SqlIdentifier(List.of(marker(), PRESENT), HERE);
            parts.add(present(mark, clause.match() == Match.MATCHED));
        }
        SqlNode given = clause.condition();
        if (given != null) {
            parts.add(NodeCopy.of(given));
        }
        return parts.stream()
                .reduce((left, right) -> SqlStdOperatorTable.AND.createCall(HERE, left, right))
                .orElseGet(() -> SqlLiteral.createBoolean(true, HERE));
    }

    private SqlNode place() {
        return target.column(MetadataColumns.ROW_POSITION.name());
    }

    private static SqlNode present(SqlNode column, boolean isPresent) {
        return (isPresent ? SqlStdOperatorTable.IS_NOT_NULL : SqlStdOperatorTable.IS_NULL)
                .createCall(HERE, column);
    }

    private static SqlNode cases(List<SqlNode> conditions, List<SqlNode> values) {
        return new SqlCase(
                HERE,
                null,
                new SqlNodeList(conditions, HERE),
                new SqlNodeList(values, HERE),
                SqlLiteral.createNull(HERE));
    }

    private static SqlNode number(int value) {
        return SqlLiteral.createExactNumeric(Integer.toString(value), HERE);
    }
}
