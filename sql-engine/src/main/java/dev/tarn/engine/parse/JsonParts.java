package dev.tarn.engine.parse;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.generated.Token;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What one JSON_OBJECT or JSON_ARRAY is made of, or one aggregate of these names, as the parser
/// comes by it; at the end a plain call, clauses as constants and values as JSON.
///
/// ```
/// JSON_OBJECT('a' : x ABSENT ON NULL)     →   json_object('ABSENT', 'ANY', 'a', to_json(x))
/// JSON_ARRAYAGG(x ORDER BY y)             →   json_array('ABSENT', array_agg(to_json(x) ORDER BY y))
/// JSON_OBJECTAGG(k VALUE x FORMAT JSON)   →   json_object('NULL', 'ANY', array_agg(ROW(k, json_serialize(x, 'ERROR'))))
/// ```
public final class JsonParts {
    private final boolean isObject;
    private final List<SqlNode> parts = new ArrayList<>();
    private String nulls;
    private String keys = "ANY";
    private @Nullable SqlDataTypeSpec type;
    private @Nullable SqlNodeList order;
    private @Nullable SqlNode filter;

    public JsonParts(boolean isObject) {
        this.isObject = isObject;
        this.nulls = isObject ? "NULL" : "ABSENT";
    }

    /// Whether a part starts with `token`, rather than a clause.
    public static boolean isPart(Token token, Token next) {
        boolean isClause =
                JsonClauses.isWord(next, "ON")
                        && (JsonClauses.isWord(token, "NULL")
                                || JsonClauses.isWord(token, "ABSENT"));
        return !isClause
                && !JsonClauses.isWord(token, ")")
                && !JsonClauses.isWord(token, "RETURNING")
                && !JsonClauses.isWord(token, "WITH")
                && !JsonClauses.isWord(token, "WITHOUT");
    }

    /// @throws dev.tarn.engine.SqlException where `key : value` is a path into a variant to the
    ///   grammar
    public static void checkKey(SqlNode key, Token next) {
        if (key.getKind() == SqlKind.COLON && !JsonClauses.isWord(next, "VALUE")) {
            throw Positions.error(
                    ErrorCode.SYNTAX_ERROR,
                    "Before a colon stands a key in quotes; any other key goes as k VALUE v",
                    key);
        }
    }

    public void member(SqlNode key, SqlNode value) {
        parts.add(key);
        element(value);
    }

    public void element(SqlNode value) {
        SqlParserPos position = value.getParserPosition();
        SqlNode bare = JsonClauses.bare(value);
        parts.add(
                JsonClauses.isJson(value)
                        ? Grammar.function(
                                position,
                                "json_serialize",
                                List.of(bare, JsonClauses.text("ERROR", position)))
                        : Grammar.function(position, "to_json", List.of(bare)));
    }

    public void nulls(String word) {
        nulls = word.toUpperCase(Locale.ROOT);
    }

    public void uniqueKeys(SqlParserPos position) {
        if (!isObject) {
            throw Grammar.refused(ErrorCode.SYNTAX_ERROR, "An array has no keys", position);
        }
        keys = "UNIQUE";
    }

    public void returning(SqlDataTypeSpec spec) {
        if (TypeNames.of(spec) != DataType.STRING && TypeNames.of(spec) != DataType.BINARY) {
            throw Positions.error(
                    ErrorCode.TYPE_MISMATCH, "JSON is returned as varchar or varbinary", spec);
        }
        type = spec;
    }

    public void order(SqlNodeList items) {
        order = items;
    }

    public void filter(SqlNode condition) {
        filter = condition;
    }

    public SqlNode built(SqlParserPos position) {
        return call(parts, position);
    }

    public SqlNode aggregated(SqlParserPos position) {
        List<SqlNode> arguments = new ArrayList<>();
        arguments.add(
                isObject ? SqlStdOperatorTable.ROW.createCall(position, parts) : parts.getFirst());
        if (order != null) {
            arguments.add(order);
        }
        SqlNode rows = Grammar.function(position, "array_agg", arguments);
        SqlNode condition = filter;
        return call(
                List.of(
                        condition == null
                                ? rows
                                : SqlStdOperatorTable.FILTER.createCall(position, rows, condition)),
                position);
    }

    private SqlNode call(List<SqlNode> values, SqlParserPos position) {
        List<SqlNode> operands = new ArrayList<>();
        operands.add(JsonClauses.text(nulls, position));
        if (isObject) {
            operands.add(JsonClauses.text(keys, position));
        }
        operands.addAll(values);
        String name = isObject ? "json_object" : "json_array";
        return JsonClauses.returned(Grammar.function(position, name, operands), type, position);
    }
}
