package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Syntax.Match;
import dev.tarn.engine.parse.Syntax.MergeAction;
import dev.tarn.engine.parse.Syntax.MergeClause;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The clauses of one MERGE, in the order of its text: each is opened by [#when] and completed by
/// what it does.
public final class MergeClauses {
    private final List<MergeClause> clauses = new ArrayList<>();
    private Match match = Match.MATCHED;
    private @Nullable SqlNode condition;

    public void when(
            SqlParserPos position, boolean matched, boolean bySource, @Nullable SqlNode given) {
        if (matched && bySource) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR,
                    "WHEN MATCHED is about rows of both sides and takes no BY SOURCE",
                    position);
        }
        match =
                matched
                        ? Match.MATCHED
                        : bySource ? Match.NOT_MATCHED_BY_SOURCE : Match.NOT_MATCHED;
        condition = given;
    }

    /// @param columns null for all of the source's columns, by name
    public void update(
            SqlParserPos position, @Nullable List<SqlIdentifier> columns, List<SqlNode> values) {
        add(
                position,
                columns == null
                        ? new MergeAction.UpdateAll()
                        : new MergeAction.Update(names(columns), values));
    }

    public void delete(SqlParserPos position) {
        add(position, new MergeAction.Delete());
    }

    public void insertAll(SqlParserPos position) {
        add(position, new MergeAction.InsertAll());
    }

    public void insert(SqlParserPos position, @Nullable SqlNodeList columns, List<SqlNode> values) {
        List<SqlIdentifier> given = new ArrayList<>();
        if (columns != null) {
            columns.forEach(column -> given.add((SqlIdentifier) column));
        }
        add(position, new MergeAction.Insert(names(given), values));
    }

    private void add(SqlParserPos position, MergeAction action) {
        boolean inserts =
                action instanceof MergeAction.Insert || action instanceof MergeAction.InsertAll;
        if (inserts != (match == Match.NOT_MATCHED)) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR,
                    inserts
                            ? "Only WHEN NOT MATCHED can INSERT; rows of the table are updated or"
                                    + " deleted"
                            : "WHEN NOT MATCHED can only INSERT, as there is no row of the table",
                    position);
        }
        clauses.add(new MergeClause(match, condition, action));
    }

    private static List<Name> names(List<SqlIdentifier> columns) {
        return columns.stream().map(Grammar::name).toList();
    }

    public SqlNode merge(
            SqlParserPos position,
            SqlIdentifier table,
            @Nullable SqlIdentifier alias,
            SqlNode source,
            SqlNode on) {
        return new CommandNode(
                position,
                new Syntax.Merge(
                        Grammar.name(table),
                        alias == null ? null : alias.getSimple(),
                        source,
                        on,
                        clauses));
    }
}
