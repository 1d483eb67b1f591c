package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// `* EXCLUDE (a) REPLACE (x AS b) RENAME (c AS d)`, as DuckDB and Snowflake have it: any of them,
/// in that order. Gone after validation, which puts the columns in its place.
public final class StarClauses extends SqlCall {
    private static final SqlOperator OPERATOR =
            new SqlSpecialOperator("STAR_CLAUSES", SqlKind.OTHER) {
                @Override
                @SuppressWarnings("NullAway")
                public SqlCall createCall(
                        org.apache.calcite.sql.@Nullable SqlLiteral qualifier,
                        SqlParserPos position,
                        @Nullable SqlNode... operands) {
                    return new StarClauses(
                            position,
                            (SqlIdentifier) operands[0],
                            (SqlNodeList) operands[1],
                            (SqlNodeList) operands[2],
                            (SqlNodeList) operands[3]);
                }
            };

    private final SqlIdentifier star;
    private final SqlNodeList excluded;
    private final SqlNodeList replaced;
    private final SqlNodeList renamed;

    private StarClauses(
            SqlParserPos position,
            SqlIdentifier star,
            SqlNodeList excluded,
            SqlNodeList replaced,
            SqlNodeList renamed) {
        super(position);
        this.star = star;
        this.excluded = excluded;
        this.replaced = replaced;
        this.renamed = renamed;
    }

    /// The clauses behind `star`, null where there is none.
    ///
    /// @throws dev.tarn.engine.SqlException SYNTAX_ERROR if `star` is none
    public static SqlNode of(
            SqlParserPos position,
            SqlNode star,
            @Nullable SqlNodeList excluded,
            @Nullable SqlNodeList replaced,
            @Nullable SqlNodeList renamed) {
        if (!(star instanceof SqlIdentifier all) || !all.isStar()) {
            throw Positions.error(
                    ErrorCode.SYNTAX_ERROR,
                    "EXCLUDE, REPLACE and RENAME stand behind *, not behind %s".formatted(star),
                    star);
        }
        return new StarClauses(
                position, all, orEmpty(excluded), orEmpty(replaced), orEmpty(renamed));
    }

    private static SqlNodeList orEmpty(@Nullable SqlNodeList list) {
        return list == null ? SqlNodeList.EMPTY : list;
    }

    public SqlIdentifier star() {
        return star;
    }

    /// Names of columns.
    public SqlNodeList excluded() {
        return excluded;
    }

    /// `value AS column`.
    public SqlNodeList replaced() {
        return replaced;
    }

    /// `column AS name`.
    public SqlNodeList renamed() {
        return renamed;
    }

    @Override
    public SqlOperator getOperator() {
        return OPERATOR;
    }

    @Override
    public List<SqlNode> getOperandList() {
        return List.of(star, excluded, replaced, renamed);
    }

    @Override
    public void unparse(SqlWriter writer, int left, int right) {
        star.unparse(writer, left, right);
        unparse(writer, "EXCLUDE", excluded);
        unparse(writer, "REPLACE", replaced);
        unparse(writer, "RENAME", renamed);
    }

    private static void unparse(SqlWriter writer, String word, SqlNodeList list) {
        if (!list.isEmpty()) {
            writer.keyword(word);
            SqlWriter.Frame frame = writer.startList("(", ")");
            list.unparse(writer, 0, 0);
            writer.endList(frame);
        }
    }
}
