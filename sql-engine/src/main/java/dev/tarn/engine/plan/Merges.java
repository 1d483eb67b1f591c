package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.parse.Syntax.Match;
import dev.tarn.engine.parse.Syntax.MergeAction;
import dev.tarn.engine.parse.Syntax.MergeClause;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.schema.ColumnDefaults;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.statement.Command;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.iceberg.MetadataColumns;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// MERGE, as a query for the rows to change: where each is, the ordinal of the clause that takes
/// it, and what the clauses give.
///
/// ```
/// MERGE INTO t USING s ON c                    SELECT t._file, t._pos,
///   WHEN MATCHED AND d THEN UPDATE SET a = e →   CASE WHEN t._pos IS NOT NULL AND d THEN 0
///   WHEN NOT MATCHED THEN INSERT VALUES (f)           WHEN t._pos IS NULL THEN 1 END AS op,
///                                                CASE WHEN op = 0 THEN e END, f, …
///                                              FROM s LEFT JOIN t ON c WHERE op IS NOT NULL
/// ```
///
/// Which value a column gets, by `op`, is decided above the query, where each is converted to the
/// column's type as INSERT and UPDATE do it.
final class Merges {
    private final ChangedTable target;
    private final MergeQuery query;
    private final List<Written> clauses = new ArrayList<>();
    private final int rowId;

    /// Where a clause that writes rows has the value of each of the table's columns among the
    /// query's; -1 for what rows have that are given none.
    private record Written(int clause, boolean inserts, List<Integer> values) {}

    private Merges(ChangedTable target, Syntax.Merge merge, Predicate<SqlCall> varies) {
        this.target = target;
        this.query = new MergeQuery(target, merge, varies);
        this.rowId = target.hasRowIds() ? query.rowId() : -1;
    }

    /// @param varies which calls give something else each time
    static Command plan(
            Syntax.Merge merge,
            List<SqlNode> parameters,
            Relations relations,
            Constants.QueryFunction queries,
            Predicate<SqlCall> varies) {
        ChangedTable target = ChangedTable.of(merge.table(), merge.alias(), relations);
        Merges merges = new Merges(target, merge, varies);
        for (int i = 0; i < merge.clauses().size(); i++) {
            merges.add(i, merge.clauses().get(i));
        }
        Plan rows = queries.plan(merges.query.select(), parameters);
        return target.command(Command.ChangeRows.Kind.MERGE, merges.changes(rows));
    }

    private void add(int clause, MergeClause of) {
        switch (of.action()) {
            case MergeAction.Delete _ -> {}
            case MergeAction.Update update ->
                    clauses.add(
                            updated(
                                    clause,
                                    GivenColumns.of(update.columns(), update.values(), target)));
            case MergeAction.UpdateAll _ -> {
                requireSource(of.match());
                clauses.add(new Written(clause, false, fromSource(clause)));
            }
            case MergeAction.Insert insert -> clauses.add(inserted(clause, insert));
            case MergeAction.InsertAll _ ->
                    clauses.add(new Written(clause, true, fromSource(clause)));
        }
    }

    private static void requireSource(Match match) {
        if (match == Match.NOT_MATCHED_BY_SOURCE) {
            throw new SqlException(
                    ErrorCode.SYNTAX_ERROR,
                    "WHEN NOT MATCHED BY SOURCE has no row of the source to UPDATE SET * from");
        }
    }

    private List<Integer> fromSource(int clause) {
        return target.columns().stream()
                .map(column -> query.value(clause, query.source(column.name())))
                .toList();
    }

    private Written updated(int clause, List<@Nullable SqlNode> given) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            SqlNode value = given.get(i);
            SqlNode kept = target.column(target.columns().get(i).name());
            places.add(query.value(clause, value == null ? kept : value));
        }
        return new Written(clause, false, places);
    }

    private Written inserted(int clause, MergeAction.Insert insert) {
        List<Integer> ordinals =
                TargetColumns.ordinals(insert.columns(), target.table().schema(), target.name());
        if (ordinals.size() != insert.values().size()) {
            throw new SqlException(
                    ErrorCode.TYPE_MISMATCH,
                    "INSERT into %s gives %d values for %d columns"
                            .formatted(target.name(), insert.values().size(), ordinals.size()));
        }
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < target.columns().size(); i++) {
            int at = ordinals.indexOf(i);
            SqlNode value = at < 0 ? null : insert.values().get(at);
            places.add(
                    value == null || DefaultValues.isDefault(value)
                            ? -1
                            : query.value(clause, value));
        }
        return new Written(clause, true, places);
    }

    /// `rows`, which the query gives, in the form of [Plan.TableWrite#changes].
    private Plan changes(Plan rows) {
        List<Expr> expressions = new ArrayList<>();
        List<Field> output = new ArrayList<>();
        for (int i = 0; i < MergeQuery.OPERATION; i++) {
            Field field = rows.output().get(i);
            expressions.add(new Expr.Column(i, field.type()));
            output.add(field);
        }
        if (!clauses.isEmpty()) {
            expressions.add(taken(rows, clauses.stream().map(Written::clause).toList()));
            output.add(new Field("written", DataType.BOOLEAN));
            List<Field> written = IcebergTypes.fields(target.written());
            for (int i = 0; i < written.size(); i++) {
                expressions.add(value(rows, i, written.get(i)));
            }
            output.addAll(written);
        }
        return new Plan.Project(rows, expressions, output);
    }

    /// Whether a row is one that `ordinals`, some of the clauses, take.
    private static Expr taken(Plan rows, List<Integer> ordinals) {
        DataType type = rows.output().get(MergeQuery.OPERATION).type();
        List<Expr.Literal> literals = new ArrayList<>();
        ordinals.forEach(ordinal -> literals.add(new Expr.Literal(ordinal, type)));
        return new Expr.In(new Expr.Column(MergeQuery.OPERATION, type), literals, false);
    }

    /// What is written into the column at `ordinal` of what is written. A row has no sequence
    /// number of its own: that of the commit is the one.
    private Expr value(Plan rows, int ordinal, Field column) {
        Map<Integer, List<Integer>> clausesByPlace = new LinkedHashMap<>();
        for (Written clause : clauses) {
            clausesByPlace
                    .computeIfAbsent(place(clause, ordinal, column), _ -> new ArrayList<>())
                    .add(clause.clause());
        }
        if (clausesByPlace.size() == 1) {
            return given(rows, clausesByPlace.keySet().iterator().next(), ordinal, column);
        }
        List<Expr.Branch> branches = new ArrayList<>();
        clausesByPlace.forEach((place, ordinals) ->
                branches.add(
                        new Expr.Branch(
                                taken(rows, ordinals), given(rows, place, ordinal, column))));
        return new Expr.Case(branches, new Expr.Literal(null, column.type()), column.type());
    }

    private int place(Written clause, int ordinal, Field column) {
        if (ordinal < target.columns().size()) {
            return clause.values().get(ordinal);
        }
        boolean keepsId = column.name().equals(MetadataColumns.ROW_ID.name()) && !clause.inserts();
        return keepsId ? rowId : -1;
    }

    private Expr given(Plan rows, int place, int ordinal, Field column) {
        if (place < 0 && ordinal < target.columns().size()) {
            return ColumnDefaults.absent(target.columns().get(ordinal), target.name());
        }
        return place < 0
                ? new Expr.Literal(null, column.type())
                : Assignment.of(
                        new Expr.Column(place, rows.output().get(place).type()),
                        column,
                        target.name());
    }
}
