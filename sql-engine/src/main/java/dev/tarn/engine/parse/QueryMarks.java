package dev.tarn.engine.parse;

import dev.tarn.engine.parse.generated.Token;

import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the grammar puts into queries for forms that Calcite has no syntax for; who binds and
/// validates them makes something else of it.
public final class QueryMarks {
    /// `moment AT TIME ZONE zone`; binds as tightly as `::`.
    public static final SqlOperator AT_TIME_ZONE =
            new SqlBinaryOperator(
                    "AT TIME ZONE",
                    SqlKind.OTHER,
                    SqlLibraryOperators.INFIX_CAST.getLeftPrec(),
                    true,
                    null,
                    null,
                    null);

    /// The only item of a GROUP BY ALL, whose keys are known once it is known what aggregates.
    public static final SqlFunction GROUP_BY_ALL =
            new SqlFunction(
                    "GROUP_BY_ALL",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.BOOLEAN,
                    null,
                    OperandTypes.NILADIC,
                    SqlFunctionCategory.SYSTEM);

    /// What may stand behind a GROUP BY.
    private static final Set<String> CLAUSES =
            Set.of(
                    ")",
                    "having",
                    "window",
                    "qualify",
                    "order",
                    "limit",
                    "offset",
                    "fetch",
                    "union",
                    "intersect",
                    "except",
                    "minus");

    /// What may begin a clause of a star in SELECT.
    private static final Set<String> STAR_CLAUSES =
            Set.of("exclude", "except", "replace", "rename");

    /// What begins a query, before which EXCEPT is the set operation.
    private static final Set<String> QUERIES = Set.of("select", "with", "values", "table", "(");

    private QueryMarks() {}

    public static SqlNodeList groupByAll(SqlParserPos position) {
        return new SqlNodeList(List.of(GROUP_BY_ALL.createCall(position)), position);
    }

    /// Whether `GROUP BY ALL` stands alone, and does not begin `GROUP BY ALL a, b`.
    public static boolean isGroupByAll(Token group, Token all, Token after) {
        return group.image.equalsIgnoreCase("group")
                && all.image.equalsIgnoreCase("all")
                && (after.kind == 0 || CLAUSES.contains(after.image.toLowerCase(Locale.ROOT)));
    }

    /// Whether `EXCLUDE (`, `EXCEPT (`, `REPLACE (` or `RENAME (` stands here, before names.
    public static boolean isStarClause(Token word, Token parenthesis, Token after) {
        return STAR_CLAUSES.contains(word.image.toLowerCase(Locale.ROOT))
                && parenthesis.image.equals("(")
                && !(word.image.equalsIgnoreCase("except")
                        && QUERIES.contains(after.image.toLowerCase(Locale.ROOT)));
    }
}
