package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.parse.Syntax.Show;
import dev.tarn.engine.parse.generated.Token;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.statement.ColumnDefinition;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.PartitionField;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.TableChange;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The actions of our grammar: each makes the record of one statement. Called by the generated
/// parser only.
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

    public static SqlNode asOf(
            SqlParserPos position, SqlNode table, boolean version, SqlNode value) {
        SqlNode marked =
                (version ? AsOf.VERSION : AsOf.TIMESTAMP)
                        .createCall(value.getParserPosition(), value);
        return new SqlSnapshot(position, table, marked);
    }

    public static SqlNode argument(@Nullable SqlIdentifier name, SqlNode value) {
        return name == null
                ? value
                : SqlStdOperatorTable.ARGUMENT_ASSIGNMENT.createCall(
                        name.getParserPosition(), value, name);
    }

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

    static Name name(SqlIdentifier identifier) {
        return new Name(identifier.names, Positions.of(identifier));
    }

    private static SqlNode command(SqlParserPos position, Command command) {
        return new CommandNode(position, new Syntax.Do(command));
    }

    private static SqlException refused(ErrorCode code, String message, SqlParserPos position) {
        return new SqlException(code, message, Positions.of(position), null);
    }

    // ---- namespaces, tables, views ----

    public static SqlNode createNamespace(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            Properties properties) {
        if (replace) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED, "CREATE OR REPLACE SCHEMA is not supported", position);
        }
        return command(
                position, new Command.CreateNamespace(name(name), ifNotExists, properties.list()));
    }

    public static SqlNode createTable(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            TableClauses clauses,
            @Nullable SqlNode query) {
        Command.TableDefinition table =
                clauses.definition(name(name), replace, ifNotExists, Positions.of(position));
        FileInput files = clauses.files();
        if (query != null) {
            if (files != null || !table.columns().isEmpty()) {
                throw refused(
                        ErrorCode.SYNTAX_ERROR,
                        "CREATE TABLE %s AS takes its columns from the query; it can have neither a column list nor FROM"
                                .formatted(table.name()),
                        position);
            }
            return new CommandNode(
                    position, new Syntax.CreateTableAs(table, query, clauses.withData()));
        }
        if (files != null) {
            return command(position, new Command.CreateTableFromFiles(table, files));
        }
        if (table.columns().isEmpty()) {
            throw refused(
                    ErrorCode.SYNTAX_ERROR,
                    "CREATE TABLE %s needs a column list, AS query or FROM 'files'"
                            .formatted(table.name()),
                    position);
        }
        return command(position, new Command.CreateTable(table));
    }

    public static SqlNode createView(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            @Nullable String comment,
            SqlParserPos start,
            SqlNode query) {
        Position queryStart = Objects.requireNonNull(Positions.of(start));
        return new CommandNode(
                position,
                new Syntax.CreateView(
                        name(name), replace, ifNotExists, comment, query, queryStart));
    }

    public static SqlNode dropNamespace(
            SqlParserPos position, boolean ifExists, SqlIdentifier name, boolean cascade) {
        return command(position, new Command.DropNamespace(name(name), ifExists, cascade));
    }

    public static SqlNode dropTable(
            SqlParserPos position, boolean ifExists, SqlIdentifier name, boolean purge) {
        return command(position, new Command.DropTable(name(name), ifExists, purge));
    }

    public static SqlNode dropView(SqlParserPos position, boolean ifExists, SqlIdentifier name) {
        return command(position, new Command.DropView(name(name), ifExists));
    }

    public static SqlNode alterTable(
            SqlParserPos position, boolean ifExists, SqlIdentifier name, Alterations changes) {
        SqlIdentifier procedure = changes.procedure;
        if (procedure != null) {
            List<Syntax.Argument> arguments = new ArrayList<>();
            arguments.add(new Syntax.Argument("table", text(name, name.toString())));
            changes.arguments.forEach(argument -> arguments.add(callArgument(argument)));
            return new CommandNode(
                    position,
                    new Syntax.Call(
                            new Name(
                                    List.of("system", procedure.getSimple()),
                                    Positions.of(procedure)),
                            arguments));
        }
        return command(position, new Command.AlterTable(name(name), ifExists, changes.list()));
    }

    private static SqlNode text(SqlNode place, String text) {
        return SqlLiteral.createCharString(text, place.getParserPosition());
    }

    public static SqlNode truncate(SqlParserPos position, SqlIdentifier name) {
        return command(position, new Command.TruncateTable(name(name)));
    }

    public static SqlNode copy(
            SqlParserPos position,
            SqlIdentifier table,
            @Nullable SqlNodeList columns,
            String location,
            SqlParserPos locationPosition,
            @Nullable SqlIdentifier format,
            Properties options) {
        List<String> names = new ArrayList<>();
        if (columns != null) {
            for (SqlNode column : columns) {
                names.add(((SqlIdentifier) column).getSimple());
            }
        }
        FileInput files =
                new FileInput(
                        location,
                        format == null ? null : format(format),
                        options.list(),
                        Positions.of(locationPosition));
        return command(position, new Command.CopyInto(name(table), names, files));
    }

    private static FileSource.Format format(SqlIdentifier word) {
        String name = word.getSimple().toUpperCase(Locale.ROOT);
        return switch (name) {
            case "CSV", "TSV" -> FileSource.Format.CSV;
            case "JSON", "JSONL", "NDJSON" -> FileSource.Format.JSON;
            case "PARQUET" -> FileSource.Format.PARQUET;
            case "ORC" -> FileSource.Format.ORC;
            case "AVRO" -> FileSource.Format.AVRO;
            default ->
                    throw Positions.error(
                            ErrorCode.NOT_SUPPORTED,
                            "Unknown file format %s; there are CSV, JSON, PARQUET, ORC and AVRO"
                                    .formatted(word.getSimple()),
                            word);
        };
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

    public static SqlNode describeInput(SqlParserPos position, SqlIdentifier name) {
        return new CommandNode(position, new Syntax.DescribeInput(name(name)));
    }

    public static SqlNode describeOutput(SqlParserPos position, SqlIdentifier name) {
        return new CommandNode(position, new Syntax.DescribeOutput(name(name)));
    }

    public static SqlNode explain(SqlParserPos position, boolean analyze, SqlNode statement) {
        if (analyze) {
            throw refused(
                    ErrorCode.NOT_SUPPORTED,
                    "EXPLAIN ANALYZE is not supported yet; EXPLAIN shows the plan",
                    position);
        }
        return new CommandNode(position, new Syntax.Explain(syntax(statement)));
    }

    // ---- session ----

    public static SqlNode use(SqlParserPos position, SqlIdentifier name, boolean namespace) {
        return command(position, new Command.Use(name(name), namespace));
    }

    public static SqlNode setSession(SqlParserPos position, SqlIdentifier name, SqlNode value) {
        return new CommandNode(position, new Syntax.SetSession(name(name), value));
    }

    public static SqlNode resetSession(SqlParserPos position, SqlIdentifier name) {
        SessionChange change = new SessionChange.ResetProperty(name(name).toString());
        return command(position, new Command.ChangeSession("RESET SESSION", List.of(change)));
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
                        name(name), arguments.stream().map(Grammar::callArgument).toList()));
    }

    private static Syntax.Argument callArgument(SqlNode argument) {
        if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
            SqlBasicCall call = (SqlBasicCall) argument;
            return new Syntax.Argument(
                    ((SqlIdentifier) call.operand(1)).getSimple(), call.operand(0));
        }
        return new Syntax.Argument(null, argument);
    }

    public static SqlNode transaction(SqlParserPos position) {
        throw refused(
                ErrorCode.NOT_SUPPORTED,
                "Transactions over several statements are not supported; every statement commits by"
                        + " itself",
                position);
    }

    // ---- any statement ----

    /// What `statement`, as Calcite's parser returns it, asks for.
    static Syntax syntax(SqlNode statement) {
        return switch (statement) {
            case CommandNode command -> command.syntax();
            case SqlInsert insert -> insert(insert);
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

    private static Syntax insert(SqlInsert insert) {
        if (!(insert.getTargetTable() instanceof SqlIdentifier table)) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED, "INSERT INTO takes a table name", insert);
        }
        List<Name> columns = new ArrayList<>();
        SqlNodeList list = insert.getTargetColumnList();
        if (list != null) {
            for (SqlNode column : list) {
                columns.add(name((SqlIdentifier) column));
            }
        }
        return new Syntax.Insert(name(table), columns, insert.getSource());
    }

    // ---- what several productions fill ----

    /// The properties of one clause, in order.
    public static final class Properties {
        private final List<Property> properties = new ArrayList<>();

        public void add(SqlNode name, SqlNode value) {
            String key =
                    name instanceof SqlIdentifier identifier
                            ? String.join(".", identifier.names)
                            : Literals.text(name);
            properties.add(new Property(key, Literals.texts(value), Positions.of(name)));
        }

        public void add(String name, String value, SqlParserPos position) {
            properties.add(new Property(name, List.of(value), Positions.of(position)));
        }

        List<Property> list() {
            return List.copyOf(properties);
        }
    }

    /// The clauses of CREATE TABLE, in any order.
    public static final class TableClauses {
        private final List<ColumnDefinition> columns = new ArrayList<>();
        private final List<PartitionField> partitioning = new ArrayList<>();
        private final Properties properties = new Properties();
        private final Properties fileOptions = new Properties();
        private @Nullable String comment;
        private @Nullable String location;
        private @Nullable Position locationPosition;
        private FileSource.@Nullable Format format;
        private boolean data = true;

        public void addColumn(
                SqlIdentifier name,
                SqlDataTypeSpec type,
                boolean required,
                @Nullable String columnComment) {
            columns.add(
                    new ColumnDefinition(
                            name.getSimple(),
                            TypeNames.of(type),
                            required,
                            columnComment,
                            Positions.of(name)));
        }

        public void using(SqlIdentifier format) {
            if (!format.getSimple().equalsIgnoreCase("iceberg")) {
                throw Positions.error(
                        ErrorCode.NOT_SUPPORTED,
                        "Tables are Iceberg tables; USING %s is not supported"
                                .formatted(format.getSimple()),
                        format);
            }
        }

        public void comment(String text) {
            comment = text;
        }

        public void addPartition(SqlNode expression) {
            partitioning.add(Transforms.of(expression));
        }

        public void from(String path, SqlParserPos position) {
            location = path;
            locationPosition = Positions.of(position);
        }

        public void fileFormat(SqlIdentifier word) {
            format = format(word);
        }

        private FileSource.Format format(SqlIdentifier word) {
            return Grammar.format(word);
        }

        public void withoutData() {
            data = false;
        }

        public Properties properties() {
            return properties;
        }

        public Properties fileOptions() {
            return fileOptions;
        }

        boolean withData() {
            return data;
        }

        @Nullable FileInput files() {
            String path = location;
            return path == null
                    ? null
                    : new FileInput(path, format, fileOptions.list(), locationPosition);
        }

        Command.TableDefinition definition(
                Name name, boolean replace, boolean ifNotExists, @Nullable Position position) {
            List<PartitionField> fields = new ArrayList<>(partitioning);
            List<Property> kept = new ArrayList<>();
            for (Property property : properties.list()) {
                if (property.name().equalsIgnoreCase("partitioning")) {
                    property.values()
                            .forEach(text -> fields.add(Transforms.of(text, property.position())));
                } else {
                    kept.add(property);
                }
            }
            return new Command.TableDefinition(
                    name, replace, ifNotExists, columns, fields, comment, kept, position);
        }
    }

    /// The changes of one ALTER TABLE.
    public static final class Alterations {
        private final List<TableChange> changes = new ArrayList<>();
        private final Properties properties = new Properties();
        private final List<String> unset = new ArrayList<>();
        private final List<SqlNode> arguments = new ArrayList<>();
        private @Nullable SqlIdentifier procedure;

        public void addColumn(
                SqlIdentifier column,
                SqlDataTypeSpec type,
                boolean required,
                @Nullable String comment,
                boolean ifNotExists) {
            changes.add(
                    new TableChange.AddColumn(
                            name(column), TypeNames.of(type), required, comment, ifNotExists));
        }

        public void dropColumn(SqlIdentifier column, boolean ifExists) {
            changes.add(new TableChange.DropColumn(name(column), ifExists));
        }

        public void renameColumn(SqlIdentifier column, SqlIdentifier target) {
            changes.add(new TableChange.RenameColumn(name(column), target.getSimple()));
        }

        public void renameTable(SqlIdentifier target) {
            changes.add(new TableChange.RenameTable(name(target)));
        }

        public void changeType(SqlIdentifier column, SqlDataTypeSpec type) {
            changes.add(new TableChange.ChangeType(name(column), TypeNames.of(type)));
        }

        public void changeNullability(SqlIdentifier column, boolean required) {
            changes.add(new TableChange.ChangeNullability(name(column), required));
        }

        public void changeComment(SqlIdentifier column, String comment) {
            changes.add(new TableChange.ChangeComment(name(column), comment));
        }

        public void moveFirst(SqlIdentifier column) {
            changes.add(new TableChange.MoveColumn(name(column), null));
        }

        public void moveAfter(SqlIdentifier column, SqlIdentifier after) {
            changes.add(new TableChange.MoveColumn(name(column), after.getSimple()));
        }

        public void addPartition(SqlNode expression) {
            changes.add(new TableChange.AddPartitionField(Transforms.of(expression)));
        }

        public void dropPartition(SqlNode expression) {
            changes.add(new TableChange.DropPartitionField(Transforms.of(expression)));
        }

        public void unset(SqlNode key) {
            unset.add(Literals.text(key));
        }

        public void execute(SqlIdentifier name) {
            procedure = name;
        }

        public void argument(SqlNode argument) {
            arguments.add(argument);
        }

        public Properties properties() {
            return properties;
        }

        List<TableChange> list() {
            List<TableChange> all = new ArrayList<>(changes);
            if (!properties.list().isEmpty()) {
                all.add(new TableChange.SetProperties(properties.list()));
            }
            if (!unset.isEmpty()) {
                all.add(new TableChange.UnsetProperties(List.copyOf(unset)));
            }
            return all;
        }
    }
}
