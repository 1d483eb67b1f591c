package dev.tarn.engine.parse;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.json.Behavior;
import dev.tarn.engine.function.json.SqlJsonPath;
import dev.tarn.engine.parse.generated.Token;

import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJsonEncoding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlPostfixOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The clauses of one JSON_VALUE, JSON_QUERY, JSON_EXISTS or JSON_SERIALIZE, or of one column of
/// JSON_TABLE, as the parser comes by them; at the end a plain call of the function of that name,
/// clauses as constants.
///
/// ```
/// JSON_VALUE(x, 'lax $.a' PASSING y AS b RETURNING bigint DEFAULT -1 ON EMPTY)
///   →   CAST(json_value(x, 'lax $.a', 'DEFAULT', 'NULL', CAST(-1 AS bigint), CAST(NULL AS bigint),
///            'b', coalesce(to_json(y), 'null')) AS bigint)
/// ```
public final class JsonClauses {
    /// Functions whose results are JSON wherever JSON is taken.
    private static final Set<String> OF_JSON =
            Set.of(
                    "json_array",
                    "json_array_get",
                    "json_extract",
                    "json_object",
                    "json_parse",
                    "json_query",
                    "json_scalar");

    /// IS [NOT] JSON … WITH UNIQUE KEYS by the operator without.
    private static final Map<SqlPostfixOperator, SqlPostfixOperator> UNIQUE =
            Map.of(
                    SqlStdOperatorTable.IS_JSON_VALUE, unique("IS JSON VALUE"),
                    SqlStdOperatorTable.IS_JSON_OBJECT, unique("IS JSON OBJECT"),
                    SqlStdOperatorTable.IS_JSON_ARRAY, unique("IS JSON ARRAY"),
                    SqlStdOperatorTable.IS_JSON_SCALAR, unique("IS JSON SCALAR"),
                    SqlStdOperatorTable.IS_NOT_JSON_VALUE, unique("IS NOT JSON VALUE"),
                    SqlStdOperatorTable.IS_NOT_JSON_OBJECT, unique("IS NOT JSON OBJECT"),
                    SqlStdOperatorTable.IS_NOT_JSON_ARRAY, unique("IS NOT JSON ARRAY"),
                    SqlStdOperatorTable.IS_NOT_JSON_SCALAR, unique("IS NOT JSON SCALAR"));

    private @Nullable SqlNode document;
    private @Nullable SqlNode path;
    private final List<SqlNode> passing = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private @Nullable SqlDataTypeSpec type;
    private @Nullable String wrapper;
    private @Nullable SqlParserPos omitting;
    private @Nullable Outcome onEmpty;
    private @Nullable Outcome onError;

    /// What a clause gives, with the value behind DEFAULT.
    record Outcome(Behavior behavior, @Nullable SqlNode value, SqlParserPos position) {}

    private static SqlPostfixOperator unique(String name) {
        return new SqlPostfixOperator(
                name + " WITH UNIQUE KEYS",
                SqlKind.OTHER,
                SqlStdOperatorTable.IS_JSON_VALUE.getLeftPrec() / 2,
                null,
                null,
                null);
    }

    public static SqlPostfixOperator uniqueKeys(SqlPostfixOperator operator) {
        return Objects.requireNonNull(UNIQUE.get(operator));
    }

    public static boolean isWord(Token token, String word) {
        return token.image.equalsIgnoreCase(word);
    }

    public static boolean isText(Token token) {
        return token.image.startsWith("'");
    }

    /// @throws SqlException where JSON is not returned in UTF-8
    public static void checkEncoding(SqlJsonEncoding encoding, SqlParserPos position) {
        if (encoding != SqlJsonEncoding.UTF8) {
            throw Grammar.refused(
                    ErrorCode.NOT_SUPPORTED,
                    "JSON is returned in UTF8, not %s".formatted(encoding),
                    position);
        }
    }

    public void document(SqlNode node) {
        document = bare(node);
    }

    public void path(SqlNode node) {
        path = node;
    }

    public void passing(SqlNode value, SqlIdentifier name) {
        SqlParserPos position = value.getParserPosition();
        if (!names.add(name.getSimple())) {
            throw Grammar.refused(
                    ErrorCode.INVALID_ARGUMENTS,
                    "PASSING gives %s twice".formatted(name),
                    name.getParserPosition());
        }
        passing.add(SqlLiteral.createCharString(name.getSimple(), name.getParserPosition()));
        passing.add(
                isJson(value)
                        ? bare(value)
                        : SqlStdOperatorTable.COALESCE.createCall(
                                position,
                                Grammar.function(position, "to_json", List.of(value)),
                                SqlLiteral.createCharString("null", position)));
    }

    public void returning(SqlDataTypeSpec spec) {
        type = spec;
    }

    public void wrapper(String word) {
        wrapper = word;
    }

    public void omitQuotes(SqlParserPos position) {
        omitting = position;
    }

    public void existsOnError(String word) {
        onError = new Outcome(behavior(word), null, SqlParserPos.ZERO);
    }

    public void behavior(
            String word, @Nullable SqlNode value, boolean empty, SqlParserPos position) {
        Outcome outcome = new Outcome(behavior(word), value, position);
        if ((empty ? onEmpty : onError) != null) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR,
                    "%s is there twice".formatted(empty ? "ON EMPTY" : "ON ERROR"),
                    position);
        }
        if (empty) {
            onEmpty = outcome;
        } else {
            onError = outcome;
        }
    }

    private static Behavior behavior(String word) {
        return Behavior.valueOf(word.toUpperCase(Locale.ROOT));
    }

    public SqlNode exists(SqlParserPos position) {
        List<SqlNode> operands = input();
        operands.add(word(onError().behavior(), position, Behavior.FALSE));
        operands.addAll(passing);
        return Grammar.function(position, "json_exists", operands);
    }

    public SqlNode value(SqlParserPos position) {
        List<SqlNode> operands = input();
        operands.add(text(valueOutcome(onEmpty()).name(), position));
        operands.add(text(valueOutcome(onError()).name(), position));
        operands.add(defaultValue(onEmpty(), position));
        operands.add(defaultValue(onError(), position));
        operands.addAll(passing);
        return returned(Grammar.function(position, "json_value", operands), position);
    }

    public SqlNode query(SqlParserPos position) {
        checkTextual();
        List<SqlNode> operands = input();
        operands.add(text(wrapper == null ? "WITHOUT" : wrapper, position));
        operands.add(text(quotes(), position));
        operands.add(text(queryOutcome(onEmpty()).name(), position));
        operands.add(text(queryOutcome(onError()).name(), position));
        operands.addAll(passing);
        return returned(Grammar.function(position, "json_query", operands), position);
    }

    public SqlNode serialize(SqlParserPos position) {
        checkTextual();
        List<SqlNode> operands = new ArrayList<>();
        operands.add(Objects.requireNonNull(document));
        operands.add(text(onError().behavior().name(), position));
        return returned(Grammar.function(position, "json_serialize", operands), position);
    }

    /// The document and the path.
    private List<SqlNode> input() {
        SqlNode written = Objects.requireNonNull(path);
        if (written instanceof SqlCharStringLiteral literal) {
            checkPath(literal);
        }
        List<SqlNode> operands = new ArrayList<>();
        operands.add(Objects.requireNonNull(document));
        operands.add(written);
        return operands;
    }

    /// @throws SqlException at the path, where it is none or names what PASSING does not give
    void checkPath(SqlNode literal) {
        try {
            for (String name : SqlJsonPath.of(Literals.text(literal)).variables()) {
                if (!names.contains(name)) {
                    throw new SqlException(
                            ErrorCode.INVALID_FUNCTION_ARGUMENT,
                            "PASSING gives no value for $%s of the path".formatted(name));
                }
            }
        } catch (SqlException e) {
            throw Positions.error(e.code(), e.getMessage(), literal);
        }
    }

    SqlNode documentNode() {
        return Objects.requireNonNull(document);
    }

    List<SqlNode> passingNodes() {
        return passing;
    }

    @Nullable SqlNode pathNode() {
        return path;
    }

    SqlDataTypeSpec typeNode() {
        return Objects.requireNonNull(type);
    }

    @Nullable String wrapper() {
        return wrapper;
    }

    boolean hasErrorClause() {
        return onError != null;
    }

    Outcome onEmpty() {
        return onEmpty == null ? new Outcome(Behavior.NULL, null, SqlParserPos.ZERO) : onEmpty;
    }

    Outcome onError() {
        return onError == null ? new Outcome(Behavior.NULL, null, SqlParserPos.ZERO) : onError;
    }

    String quotes() {
        SqlParserPos position = omitting;
        if (position != null && wrapper != null && !wrapper.equals("WITHOUT")) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR, "OMIT QUOTES goes without WRAPPER", position);
        }
        return position == null ? "KEEP" : "OMIT";
    }

    Behavior valueOutcome(Outcome outcome) {
        return switch (outcome.behavior()) {
            case NULL, ERROR, DEFAULT -> outcome.behavior();
            default -> throw unexpected(outcome, "NULL, ERROR or DEFAULT");
        };
    }

    Behavior queryOutcome(Outcome outcome) {
        return switch (outcome.behavior()) {
            case NULL, ERROR, EMPTY_ARRAY, EMPTY_OBJECT -> outcome.behavior();
            default -> throw unexpected(outcome, "NULL, ERROR, EMPTY ARRAY or EMPTY OBJECT");
        };
    }

    private static SqlException unexpected(Outcome outcome, String accepted) {
        return Grammar.refused(
                ErrorCode.SYNTAX_ERROR,
                "%s before ON EMPTY and ON ERROR here".formatted(accepted),
                outcome.position());
    }

    /// The value behind DEFAULT with the type of the result; NULL without one.
    SqlNode defaultValue(Outcome outcome, SqlParserPos position) {
        SqlNode value = outcome.value();
        SqlDataTypeSpec spec = type;
        return SqlStdOperatorTable.CAST.createCall(
                position,
                value == null ? SqlLiteral.createNull(position) : value,
                spec == null ? basic(SqlTypeName.VARCHAR, position) : spec);
    }

    static SqlDataTypeSpec basic(SqlTypeName name, SqlParserPos position) {
        return new SqlDataTypeSpec(new SqlBasicTypeNameSpec(name, position), position);
    }

    /// @throws SqlException where what is returned as JSON is no text
    void checkTextual() {
        SqlDataTypeSpec spec = type;
        if (spec != null
                && TypeNames.of(spec) != DataType.STRING
                && TypeNames.of(spec) != DataType.BINARY) {
            throw Positions.error(
                    ErrorCode.TYPE_MISMATCH, "JSON is returned as varchar or varbinary", spec);
        }
    }

    private SqlNode returned(SqlNode call, SqlParserPos position) {
        return returned(call, type, position);
    }

    /// `call` as what RETURNING says.
    static SqlNode returned(SqlNode call, @Nullable SqlDataTypeSpec spec, SqlParserPos position) {
        if (spec == null) {
            return call;
        }
        return TypeNames.of(spec) == DataType.BINARY
                ? Grammar.function(position, "to_utf8", List.of(call))
                : SqlStdOperatorTable.CAST.createCall(position, call, spec);
    }

    private static SqlNode word(Behavior behavior, SqlParserPos position, Behavior meant) {
        return text((behavior == Behavior.NULL ? meant : behavior).name(), position);
    }

    static SqlNode text(String text, SqlParserPos position) {
        return SqlLiteral.createCharString(text, position);
    }

    /// `x` of `x FORMAT JSON`.
    static SqlNode bare(SqlNode node) {
        return isFormatted(node) ? ((SqlCall) node).operand(0) : node;
    }

    private static boolean isFormatted(SqlNode node) {
        return node instanceof SqlCall call
                && call.getOperator() == SqlStdOperatorTable.JSON_VALUE_EXPRESSION;
    }

    /// Whether what `node` gives is JSON and not a text: by FORMAT JSON, or the function called.
    static boolean isJson(SqlNode node) {
        if (isFormatted(node)) {
            return true;
        }
        if (!(node instanceof SqlCall call)) {
            return false;
        }
        return call.getKind() == SqlKind.CAST
                ? isJson(call.operand(0))
                : OF_JSON.contains(call.getOperator().getName().toLowerCase(Locale.ROOT));
    }
}
