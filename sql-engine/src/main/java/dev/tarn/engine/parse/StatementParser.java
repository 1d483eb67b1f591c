package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.parse.generated.TarnSqlParserImpl;

import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/// SQL text to [Syntax]. Stateless.
///
/// Identifiers keep the case they are written in, whether quoted (with `"`) or not; who looks them
/// up ignores case.
public final class StatementParser {
    /// Longest text that is parsed: a parser that recurses needs a bound.
    public static final int MAX_LENGTH_CHARS = 16 << 20;

    private static final int MAX_IDENTIFIER_LENGTH = 512;
    private static final SqlParser.Config CONFIG =
            SqlParser.config()
                    .withParserFactory(TarnSqlParserImpl.FACTORY)
                    .withQuoting(Quoting.DOUBLE_QUOTE)
                    .withUnquotedCasing(Casing.UNCHANGED)
                    .withQuotedCasing(Casing.UNCHANGED)
                    .withCaseSensitive(false)
                    .withIdentifierMaxLength(MAX_IDENTIFIER_LENGTH)
                    .withConformance(Conformance.INSTANCE);

    private StatementParser() {}

    /// Parses one statement; a semicolon may end it.
    ///
    /// @throws SqlException SYNTAX_ERROR, or what else the text alone tells to be wrong, such as
    ///   NOT_SUPPORTED where it nests too deeply
    /// @throws StackOverflowError if it nests more deeply than the stack of the calling thread
    public static Syntax parse(String sql) {
        return Grammar.syntax(parsed(sql, SqlParser::parseStmt));
    }

    /// Parses one expression.
    ///
    /// @throws SqlException as [#parse]
    public static SqlNode expression(String sql) {
        return parsed(sql, SqlParser::parseExpression);
    }

    /// What of the grammar a text is.
    @FunctionalInterface
    private interface Production {
        SqlNode of(SqlParser parser) throws SqlParseException;
    }

    private static SqlNode parsed(String sql, Production production) {
        if (sql.length() > MAX_LENGTH_CHARS) {
            throw new SqlException(
                    ErrorCode.SYNTAX_ERROR,
                    "The statement has %d characters; at most %d are accepted"
                            .formatted(sql.length(), MAX_LENGTH_CHARS));
        }
        try {
            SqlNode node = production.of(SqlParser.create(withoutEnd(sql), CONFIG));
            Nesting.check(node);
            return node;
        } catch (SqlParseException e) {
            throw found(sql, e);
        } catch (CalciteContextException e) {
            throw new SqlException(
                    ErrorCode.SYNTAX_ERROR,
                    e.getCause() == null
                            ? String.valueOf(e.getMessage())
                            : String.valueOf(e.getCause().getMessage()),
                    new Position(e.getPosLine(), e.getPosColumn()),
                    e);
        }
    }

    /// The type that `text` names, which stands in a statement at `place`.
    ///
    /// @throws SqlException INVALID_ARGUMENTS where it is no type
    public static SqlDataTypeSpec type(String text, SqlNode place) {
        try {
            SqlNode cast = SqlParser.create("CAST(NULL AS " + text + ")", CONFIG).parseExpression();
            if (cast instanceof SqlCall call
                    && call.getKind() == SqlKind.CAST
                    && call.operandCount() == 2
                    && SqlUtil.isNullLiteral(call.operand(0), false)) {
                return call.operand(1);
            }
        } catch (SqlParseException e) {
            throw noType(text, place);
        }
        throw noType(text, place);
    }

    private static SqlException noType(String text, SqlNode place) {
        return Positions.error(
                ErrorCode.INVALID_ARGUMENTS, "'%s' is no type".formatted(text), place);
    }

    /// Whether `word` can only be a name in quotes.
    public static boolean isReserved(String word) {
        return Words.METADATA.isReservedWord(word.toUpperCase(Locale.ROOT));
    }

    /// What the parser is asked for once, as that takes a while.
    private static final class Words {
        static final SqlAbstractParserImpl.Metadata METADATA =
                SqlParser.create("", CONFIG).getMetadata();
    }

    /// The text of the statement that starts at `start` and ends where `sql` does.
    public static String tail(String sql, Position start) {
        return withoutEnd(sql).substring(Positions.offset(sql, start)).strip();
    }

    /// The text without trailing blanks, comments aside, and semicolons.
    private static String withoutEnd(String sql) {
        int end = sql.length();
        while (end > 0
                && (Character.isWhitespace(sql.charAt(end - 1)) || sql.charAt(end - 1) == ';')) {
            end--;
        }
        return sql.substring(0, end);
    }

    /// What was wrong, which Calcite's parser takes for an error of syntax, errors of the machine
    /// among it.
    private static SqlException found(String sql, SqlParseException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case SqlException known -> {
                    return known;
                }
                case Error machine -> throw machine;
                default -> {}
            }
        }
        return syntaxError(sql, error);
    }

    private static SqlException syntaxError(String sql, SqlParseException error) {
        Position position = error.getPos() == null ? null : Positions.of(error.getPos());
        String hint = RefusedStatements.hint(sql);
        if (hint != null) {
            return new SqlException(ErrorCode.NOT_SUPPORTED, hint, position, error);
        }
        String message = String.valueOf(error.getMessage());
        int detail = message.indexOf("\nWas expecting");
        String first = detail < 0 ? message : message.substring(0, detail);
        int at = first.indexOf(" at line ");
        String seen = at < 0 ? first : first.substring(0, at);
        if (seen.startsWith("Encountered") || seen.startsWith("Non-query expression")) {
            seen = "Unexpected " + token(sql, position, seen);
        }
        return new SqlException(ErrorCode.SYNTAX_ERROR, seen, position, error);
    }

    /// What stands at `position`, or the end of the text.
    private static String token(String sql, @Nullable Position position, String message) {
        if (message.toUpperCase(Locale.ROOT).contains("<EOF>") || sql.isBlank()) {
            return "end of statement";
        }
        if (position == null) {
            return message;
        }
        String rest = sql.substring(Math.min(sql.length(), Positions.offset(sql, position)));
        int end = 0;
        while (end < rest.length()
                && end < 40
                && (Character.isLetterOrDigit(rest.charAt(end)) || rest.charAt(end) == '_')) {
            end++;
        }
        return "'" + rest.substring(0, Math.min(rest.length(), Math.max(end, 1))) + "'";
    }
}
