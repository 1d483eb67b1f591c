package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Syntax.Show;
import dev.tarn.engine.parse.generated.Token;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Property;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The actions of our grammar: each makes the record of one statement, or a piece of one. Called by
/// the generated parser, and by who makes the same pieces. Those about namespaces, tables and views
/// are in [Definitions].
public final class Grammar {
    private Grammar() {}

    // ---- pieces ----

    public static String string(SqlNode literal) {
        return Literals.text(literal);
    }

    /// The place of the token that comes next.
    public static SqlParserPos next(Token token) {
        return new SqlParserPos(token.beginLine, token.beginColumn, token.endLine, token.endColumn);
    }

    /// The text from `first` to `last`, with a blank where there is something between two tokens.
    public static String text(Token first, Token last) {
        StringBuilder text = new StringBuilder(first.image);
        for (Token token = first; token != last; token = token.next) {
            Token next = token.next;
            boolean isApart =
                    next.beginLine != token.endLine || next.beginColumn != token.endColumn + 1;
            text.append(isApart ? " " : "").append(next.image);
        }
        return text.toString();
    }

    /// Whether what follows DROP is EXPECT and a name, rather than a column called so.
    public static boolean isDropExpect(Token word, Token next) {
        return word.image.equalsIgnoreCase("EXPECT") && next.image.matches("[\\p{L}_\"].*");
    }

    /// @throws SqlException SYNTAX_ERROR if `token` is another word
    public static void expect(Token token, String word) {
        if (!token.image.equalsIgnoreCase(word)) {
            throw refused(
                    ErrorCode.SYNTAX_ERROR, "Unexpected '%s'".formatted(token.image), next(token));
        }
    }

    public static SqlNode asOf(
            SqlParserPos position, SqlNode table, boolean version, SqlNode value) {
        SqlNode marked =
                (version ? AsOf.VERSION : AsOf.TIMESTAMP)
                        .createCall(value.getParserPosition(), value);
        return new SqlSnapshot(position, table, marked);
    }

    /// The type of intervals of these units: what there is of smaller and larger ones is the same.
    public static SqlTypeNameSpec intervalType(SqlIntervalQualifier units, SqlParserPos position) {
        return new SqlBasicTypeNameSpec(
                units.isYearMonth()
                        ? SqlTypeName.INTERVAL_YEAR_MONTH
                        : SqlTypeName.INTERVAL_DAY_SECOND,
                position);
    }

    public static SqlNode argument(@Nullable SqlIdentifier name, SqlNode value) {
        return name == null
                ? value
                : SqlStdOperatorTable.ARGUMENT_ASSIGNMENT.createCall(
                        name.getParserPosition(), value, name);
    }

    /// Marks the number of a FETCH FIRST that keeps rows equal to the last one.
    public static final SqlFunction WITH_TIES =
            new SqlFunction(
                    "WITH_TIES",
                    SqlKind.OTHER_FUNCTION,
                    ReturnTypes.ARG0,
                    null,
                    OperandTypes.ANY,
                    SqlFunctionCategory.SYSTEM);

    public static SqlNode withTies(SqlNode count) {
        return WITH_TIES.createCall(count.getParserPosition(), count);
    }

    /// `SELECT items FROM from WHERE where` and nothing else.
    public static SqlSelect select(
            SqlParserPos position,
            List<SqlNode> items,
            @Nullable SqlNode from,
            @Nullable SqlNode where) {
        SqlNodeList list = new SqlNodeList(items, position);
        return new SqlSelect(
                position, null, list, from, where, null, null, null, null, null, null, null, null);
    }

    /// `query` with its columns called `names`; as it is where there are none.
    public static SqlNode renamed(SqlNode query, List<String> names) {
        if (names.isEmpty()) {
            return query;
        }
        SqlParserPos position = query.getParserPosition();
        List<SqlNode> operands = new ArrayList<>();
        operands.add(query);
        operands.add(new SqlIdentifier("$renamed", position));
        names.forEach(name -> operands.add(new SqlIdentifier(name, position)));
        SqlNode from = SqlStdOperatorTable.AS.createCall(position, operands);
        return select(position, List.of(SqlIdentifier.star(position)), from, null);
    }

    /// A call of the function `name`, which validation finds.
    public static SqlNode function(SqlParserPos position, String name, List<SqlNode> arguments) {
        return new SqlUnresolvedFunction(
                        new SqlIdentifier(name, position),
                        null,
                        null,
                        null,
                        null,
                        SqlFunctionCategory.USER_DEFINED_FUNCTION)
                .createCall(position, arguments);
    }

    public static SqlNode typedLiteral(SqlParserPos position, SqlTypeName type, SqlNode literal) {
        if (type == SqlTypeName.DECIMAL) {
            try {
                return SqlLiteral.createExactNumeric(
                        new BigDecimal(string(literal).trim()).toPlainString(), position);
            } catch (NumberFormatException e) {
                throw refused(
                        ErrorCode.INVALID_LITERAL,
                        "'%s' is not a valid DECIMAL literal".formatted(string(literal)),
                        position);
            }
        }
        SqlDataTypeSpec spec =
                new SqlDataTypeSpec(new SqlBasicTypeNameSpec(type, position), position);
        return SqlStdOperatorTable.CAST.createCall(position, literal, spec);
    }

    /// An integer with underscores between digits, or of base 16, 8 or 2.
    public static SqlNode spelledInteger(SqlParserPos position, String text) {
        int base =
                switch (text.length() < 2 ? '0' : Character.toLowerCase(text.charAt(1))) {
                    case 'x' -> 16;
                    case 'o' -> 8;
                    case 'b' -> 2;
                    default -> 10;
                };
        String digits = base == 10 ? text : text.substring(2);
        try {
            if (digits.startsWith("_") || digits.endsWith("_") || digits.contains("__")) {
                throw new NumberFormatException("underscores stand between digits");
            }
            return SqlLiteral.createExactNumeric(
                    new BigInteger(digits.replace("_", ""), base).toString(), position);
        } catch (NumberFormatException e) {
            throw refused(
                    ErrorCode.INVALID_LITERAL, "'%s' is no integer".formatted(text), position);
        }
    }

    /// What marks the distance of a window frame of GROUPS.
    public static final String GROUPS = "$groups";

    /// A bound of a frame of GROUPS for Calcite's windows, which count rows or values only: as
    /// rows, the distance inside a call of [#GROUPS]. The current row is no group away.
    public static SqlNode groups(SqlNode bound, boolean start) {
        SqlParserPos position = bound.getParserPosition();
        if (SqlWindow.isUnboundedPreceding(bound) || SqlWindow.isUnboundedFollowing(bound)) {
            return bound;
        }
        boolean current = SqlWindow.isCurrentRow(bound);
        SqlNode distance =
                current
                        ? SqlLiteral.createExactNumeric("0", position)
                        : ((SqlCall) bound).operand(0);
        boolean preceding =
                current ? start : ((SqlCall) bound).getOperator() == SqlWindow.PRECEDING_OPERATOR;
        SqlNode marked = function(position, GROUPS, List.of(distance));
        return preceding
                ? SqlWindow.createPreceding(marked, position)
                : SqlWindow.createFollowing(marked, position);
    }

    static Name name(SqlIdentifier identifier) {
        return new Name(identifier.names, Positions.of(identifier));
    }

    static SqlNode command(SqlParserPos position, Command command) {
        return new CommandNode(position, new Syntax.Do(command));
    }

    static SqlException refused(ErrorCode code, String message, SqlParserPos position) {
        return new SqlException(code, message, Positions.of(position), null);
    }

    // ---- queries about things ----

    public static SqlNode show(
            SqlParserPos position,
            String kind,
            @Nullable SqlIdentifier name,
            @Nullable String pattern) {
        return new CommandNode(
                position,
                new Show(
                        Show.Kind.valueOf(kind.replace(' ', '_')),
                        name == null ? null : name(name),
                        pattern));
    }

    public static SqlNode showStats(SqlParserPos position, SqlNode query) {
        return new CommandNode(position, new Syntax.ShowStats(query));
    }

    /// All rows of what `name` is.
    public static SqlNode allOf(SqlIdentifier name) {
        SqlParserPos position = name.getParserPosition();
        return select(position, List.of(SqlIdentifier.star(position)), name, null);
    }

    public static SqlNode analyze(
            SqlParserPos position, SqlIdentifier name, Properties properties) {
        List<String> columns = null;
        for (Property property : properties.list()) {
            if (!property.name().equalsIgnoreCase("columns")) {
                throw new SqlException(
                        ErrorCode.INVALID_ARGUMENTS,
                        "ANALYZE has no property '%s'; there is columns".formatted(property.name()),
                        property.position(),
                        null);
            }
            columns = property.values();
        }
        return command(position, new Command.Analyze(name(name), columns));
    }

    public static SqlNode describeInput(SqlParserPos position, SqlIdentifier name) {
        return new CommandNode(position, new Syntax.DescribeInput(name(name)));
    }

    public static SqlNode describeOutput(SqlParserPos position, SqlIdentifier name) {
        return new CommandNode(position, new Syntax.DescribeOutput(name(name)));
    }

    public static SqlNode explain(
            SqlParserPos position,
            boolean analyze,
            List<SqlIdentifier> options,
            SqlNode statement) {
        Syntax explained = syntax(statement);
        if (analyze && !(explained instanceof Syntax.Query)) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED,
                    "EXPLAIN ANALYZE runs what it explains, so it takes queries only; EXPLAIN shows"
                            + " the plan of any statement",
                    position);
        }
        return new CommandNode(position, ExplainOptions.read(options).of(explained, analyze));
    }

    // ---- session ----

    public static SqlNode use(SqlParserPos position, SqlIdentifier name, boolean namespace) {
        return command(position, new Command.Use(name(name), namespace));
    }

    public static SqlNode setSession(SqlParserPos position, SqlIdentifier name, SqlNode value) {
        return new CommandNode(position, new Syntax.SetSession(name(name), value));
    }

    /// RESET SESSION AUTHORIZATION changes nothing: a session is its own principal's all along.
    public static SqlNode resetSession(SqlParserPos position, SqlIdentifier name) {
        if (isAuthorization(name)) {
            return command(
                    position, new Command.ChangeSession("RESET SESSION AUTHORIZATION", List.of()));
        }
        SessionChange change = new SessionChange.ResetProperty(name(name).toString());
        return command(position, new Command.ChangeSession("RESET SESSION", List.of(change)));
    }

    /// @throws SqlException always
    public static SqlNode setAuthorization(SqlParserPos position, SqlIdentifier name) {
        if (!isAuthorization(name)) {
            throw refused(
                    ErrorCode.SYNTAX_ERROR,
                    "SET SESSION %s needs = and a value".formatted(name(name)),
                    position);
        }
        throw refused(
                ErrorCode.NOT_SUPPORTED,
                "A session cannot become another user's; connect as that user",
                position);
    }

    private static boolean isAuthorization(SqlIdentifier name) {
        return name.isSimple() && name.getSimple().equalsIgnoreCase("AUTHORIZATION");
    }

    /// @param role a role's name, `ALL` or `NONE`
    public static SqlNode setRole(SqlParserPos position, String role) {
        return new CommandNode(position, new Syntax.SetRole(role));
    }

    /// @throws SqlException always
    public static SqlNode setPath(SqlParserPos position) {
        throw refused(
                ErrorCode.NOT_SUPPORTED,
                "SET PATH is not supported: functions are found by their names alone",
                position);
    }

    public static SqlNode setTimeZone(SqlParserPos position, @Nullable SqlNode zone) {
        return new CommandNode(position, new Syntax.SetTimeZone(zone));
    }

    public static SqlNode prepare(
            SqlParserPos position, SqlIdentifier name, SqlParserPos start, SqlNode statement) {
        Objects.requireNonNull(statement);
        return new CommandNode(
                position,
                new Syntax.Prepare(name.getSimple(), Objects.requireNonNull(Positions.of(start))));
    }

    public static SqlNode execute(
            SqlParserPos position,
            @Nullable SqlIdentifier name,
            @Nullable String text,
            List<SqlNode> arguments) {
        return new CommandNode(
                position,
                name != null
                        ? new Syntax.Execute(name(name), arguments)
                        : new Syntax.ExecuteImmediate(Objects.requireNonNull(text), arguments));
    }

    public static SqlNode deallocate(SqlParserPos position, SqlIdentifier name) {
        SessionChange change = new SessionChange.RemovePrepared(name.getSimple());
        return command(position, new Command.ChangeSession("DEALLOCATE", List.of(change)));
    }

    public static SqlNode call(SqlParserPos position, SqlIdentifier name, List<SqlNode> arguments) {
        return new CommandNode(
                position,
                new Syntax.Call(
                        name(name),
                        arguments.stream().map(Grammar::callArgument).toList(),
                        null,
                        null));
    }

    static Syntax.Argument callArgument(SqlNode argument) {
        if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
            SqlBasicCall call = (SqlBasicCall) argument;
            return new Syntax.Argument(
                    ((SqlIdentifier) call.operand(1)).getSimple(), call.operand(0));
        }
        return new Syntax.Argument(null, argument);
    }

    // ---- any statement ----

    /// What `statement`, as Calcite's parser returns it, asks for.
    static Syntax syntax(SqlNode statement) {
        return switch (statement) {
            case CommandNode command -> command.syntax();
            case SqlDelete delete ->
                    new Syntax.Delete(
                            target(delete.getTargetTable()),
                            alias(delete.getAlias()),
                            delete.getCondition());
            case SqlUpdate update -> update(update);
            default -> {
                if (!statement.isA(SqlKind.QUERY)) {
                    throw Positions.error(
                            ErrorCode.NOT_SUPPORTED,
                            "%s is not supported".formatted(statement.getKind()),
                            statement);
                }
                yield new Syntax.Query(statement);
            }
        };
    }

    private static Syntax update(SqlUpdate update) {
        List<Name> columns = new ArrayList<>();
        for (SqlNode column : update.getTargetColumnList()) {
            columns.add(name((SqlIdentifier) column));
        }
        return new Syntax.Update(
                target(update.getTargetTable()),
                alias(update.getAlias()),
                columns,
                update.getSourceExpressionList().stream().map(SqlNode.class::cast).toList(),
                update.getCondition());
    }

    private static Name target(SqlNode table) {
        if (table instanceof SqlIdentifier name) {
            return name(name);
        }
        throw Positions.error(
                ErrorCode.NOT_SUPPORTED, "The rows of a table are changed, not of this", table);
    }

    private static @Nullable String alias(@Nullable SqlIdentifier alias) {
        return alias == null ? null : alias.getSimple();
    }
}
