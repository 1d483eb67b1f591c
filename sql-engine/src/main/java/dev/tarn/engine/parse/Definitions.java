package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.FileSource;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.Existence;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Property;
import dev.tarn.engine.statement.TableChange;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The actions of our grammar for namespaces, tables and views: what makes, changes, fills and
/// removes them. Called by the generated parser only.
public final class Definitions {
    private static final String COMMENT = "comment";

    private Definitions() {}

    public static SqlNode createNamespace(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            Properties properties) {
        if (replace) {
            throw Grammar.refused(
                    ErrorCode.NOT_SUPPORTED,
                    "CREATE OR REPLACE SCHEMA is not supported: a schema is dropped with CASCADE,"
                            + " or changed by ALTER SCHEMA … SET PROPERTIES",
                    position);
        }
        return Grammar.command(
                position,
                new Command.CreateNamespace(Grammar.name(name), ifNotExists, properties.list()));
    }

    public static SqlNode createTable(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            TableClauses clauses,
            @Nullable SqlNode query) {
        Command.TableDefinition table =
                clauses.definition(
                        Grammar.name(name), replace, ifNotExists, Positions.of(position));
        FileInput files = clauses.files();
        Name source = clauses.source();
        if (query != null) {
            if (files != null || source != null || !table.columns().isEmpty()) {
                throw Grammar.refused(
                        ErrorCode.SYNTAX_ERROR,
                        "CREATE TABLE %s AS takes its columns from the query; it can have neither a column list nor FROM"
                                .formatted(table.name()),
                        position);
            }
            return new CommandNode(
                    position, new Syntax.CreateTableAs(table, query, clauses.withData()));
        }
        if (files != null) {
            return Grammar.command(position, new Command.CreateTableFromFiles(table, files));
        }
        if (source != null) {
            return Grammar.command(
                    position,
                    new Command.CreateTableLike(table, source, clauses.withSourceProperties()));
        }
        if (table.columns().isEmpty()) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR,
                    "CREATE TABLE %s needs a column list, AS query or FROM 'files'"
                            .formatted(table.name()),
                    position);
        }
        return Grammar.command(position, new Command.CreateTable(table));
    }

    public static SqlNode createView(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            ViewClauses clauses,
            SqlParserPos start,
            SqlNode query) {
        Existence created = ifNotExists ? Existence.NEW_UNLESS_THERE : Existence.NEW;
        return new CommandNode(
                position,
                new Syntax.CreateView(
                        Grammar.name(name),
                        replace ? Existence.NEW_OR_REPLACED : created,
                        clauses.columns(),
                        clauses.propertyList(),
                        query,
                        Objects.requireNonNull(Positions.of(start))));
    }

    /// ALTER VIEW … AS.
    public static SqlNode replaceView(
            SqlParserPos position,
            boolean ifExists,
            SqlIdentifier name,
            SqlParserPos start,
            SqlNode query) {
        return new CommandNode(
                position,
                new Syntax.CreateView(
                        Grammar.name(name),
                        ifExists ? Existence.REPLACED_IF_THERE : Existence.REPLACED,
                        List.of(),
                        List.of(),
                        query,
                        Objects.requireNonNull(Positions.of(start))));
    }

    public static SqlNode alterView(
            SqlParserPos position, boolean ifExists, SqlIdentifier name, Alterations changes) {
        return Grammar.command(
                position, new Command.AlterView(Grammar.name(name), ifExists, changes.list()));
    }

    public static SqlNode alterNamespace(
            SqlParserPos position, SqlIdentifier name, Alterations changes) {
        return Grammar.command(
                position,
                new Command.AlterNamespace(
                        Grammar.name(name), changes.properties().list(), changes.unset()));
    }

    public static SqlNode renameNamespace(SqlParserPos position, SqlIdentifier name) {
        throw Grammar.refused(
                ErrorCode.NOT_SUPPORTED,
                "Schema '%s' cannot be renamed: catalogs of Iceberg have no such operation"
                        .formatted(Grammar.name(name)),
                position);
    }

    /// COMMENT ON; null takes the comment away.
    public static SqlNode comment(
            SqlParserPos position, String kind, SqlIdentifier identifier, @Nullable String text) {
        Name name = Grammar.name(identifier);
        List<Property> set =
                text == null
                        ? List.of()
                        : List.of(new Property(COMMENT, List.of(text), name.position()));
        List<String> unset = text == null ? List.of(COMMENT) : List.of();
        TableChange change =
                text == null
                        ? new TableChange.UnsetProperties(unset)
                        : new TableChange.SetProperties(set);
        return Grammar.command(
                position,
                switch (kind) {
                    case "TABLE" -> new Command.AlterTable(name, false, List.of(change));
                    case "VIEW" -> new Command.AlterView(name, false, List.of(change));
                    case "SCHEMA" -> new Command.AlterNamespace(name, set, unset);
                    default -> columnComment(name, text);
                });
    }

    private static Command columnComment(Name name, @Nullable String text) {
        if (name.qualifier().isEmpty()) {
            throw new SqlException(
                    ErrorCode.SYNTAX_ERROR,
                    "COMMENT ON COLUMN wants the table before the column, as in table.%s"
                            .formatted(name),
                    name.position(),
                    null);
        }
        Name column = new Name(List.of(name.last()), name.position());
        return new Command.AlterTable(
                new Name(name.qualifier(), name.position()),
                false,
                List.of(new TableChange.ChangeComment(column, text)));
    }

    public static SqlNode dropNamespace(
            SqlParserPos position, boolean ifExists, SqlIdentifier name, boolean cascade) {
        return Grammar.command(
                position, new Command.DropNamespace(Grammar.name(name), ifExists, cascade));
    }

    public static SqlNode dropTable(
            SqlParserPos position, boolean ifExists, SqlIdentifier name, boolean purge) {
        return Grammar.command(
                position, new Command.DropTable(Grammar.name(name), ifExists, purge));
    }

    public static SqlNode dropView(SqlParserPos position, boolean ifExists, SqlIdentifier name) {
        return Grammar.command(position, new Command.DropView(Grammar.name(name), ifExists));
    }

    /// Views are computed when they are read, so that no materialized one is there to drop.
    public static SqlNode dropMaterializedView(
            SqlParserPos position, boolean ifExists, SqlIdentifier name) {
        if (!ifExists) {
            throw Grammar.refused(
                    ErrorCode.NOT_SUPPORTED,
                    "Materialized view '%s' does not exist: views are computed when they are read"
                            .formatted(Grammar.name(name)),
                    position);
        }
        return Grammar.command(
                position, new Command.ChangeSession("DROP MATERIALIZED VIEW", List.of()));
    }

    public static SqlNode alterTable(
            SqlParserPos position, boolean ifExists, SqlIdentifier name, Alterations changes) {
        SqlIdentifier procedure = changes.procedure();
        if (procedure != null) {
            return new CommandNode(
                    position,
                    new Syntax.Call(
                            new Name(
                                    List.of("system", procedure.getSimple()),
                                    Positions.of(procedure)),
                            changes.arguments().stream().map(Grammar::callArgument).toList(),
                            Grammar.name(name),
                            changes.condition()));
        }
        return Grammar.command(
                position, new Command.AlterTable(Grammar.name(name), ifExists, changes.list()));
    }

    public static SqlNode undrop(
            SqlParserPos position, SqlIdentifier name, @Nullable SqlIdentifier as) {
        Command undrop =
                new Command.UndropTable(Grammar.name(name), as == null ? null : Grammar.name(as));
        return Grammar.command(position, undrop);
    }

    /// VACUUM, which is another spelling of a call. Files go that no snapshot of the time to retain
    /// needs, which is as long as in Delta's VACUUM where nothing is said:
    ///
    /// ```
    /// VACUUM t RETAIN 200 HOURS DRY RUN
    ///   →   CALL system.expire_snapshots(table => 't',
    ///           retention_threshold => '720000s', dry_run => true)
    /// ```
    ///
    /// @param count of units of `unitMillis`; null where nothing is said
    public static SqlNode vacuum(
            SqlParserPos position,
            SqlIdentifier table,
            @Nullable SqlNode count,
            long unitMillis,
            boolean dryRun) {
        String retention =
                count == null
                        ? "168h"
                        : Objects.requireNonNull(((SqlLiteral) count).bigDecimalValue())
                                        .multiply(BigDecimal.valueOf(unitMillis / 1_000))
                                        .toBigInteger()
                                + "s";
        List<Syntax.Argument> arguments = new ArrayList<>();
        arguments.add(
                new Syntax.Argument(
                        "retention_threshold", SqlLiteral.createCharString(retention, position)));
        if (dryRun) {
            arguments.add(new Syntax.Argument("dry_run", SqlLiteral.createBoolean(true, position)));
        }
        Name procedure = new Name(List.of("system", "expire_snapshots"), Positions.of(table));
        return new CommandNode(
                position, new Syntax.Call(procedure, arguments, Grammar.name(table), null));
    }

    public static SqlNode truncate(SqlParserPos position, SqlIdentifier name) {
        return Grammar.command(position, new Command.TruncateTable(Grammar.name(name)));
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
        return Grammar.command(position, new Command.CopyInto(Grammar.name(table), names, files));
    }

    static FileSource.Format format(SqlIdentifier word) {
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
}
