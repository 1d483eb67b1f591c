package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.Relation;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.TarnTypeFactory;

import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.apache.calcite.sql.validate.SqlValidator;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The validator of one statement and what it reads names from; turns its errors into ours.
public final class Validation {
    private static final Pattern NO_COLUMN =
            Pattern.compile(
                    "Column '(.+?)' not found in (?:any table|table '(?<within>.+?)')"
                            + "|list contains unknown column\\(s\\): (?<listed>[^,]+)");
    private static final Pattern NO_OBJECT =
            Pattern.compile("Object '(.+?)' not found(?: within '(.+?)')?");
    private static final Pattern NO_TABLE = Pattern.compile("Table '(.+?)' not found");
    private static final Pattern AMBIGUOUS =
            Pattern.compile("(?:Column|Name) '(.+?)' is ambiguous");

    private final Relations relations;
    private final SqlNode query;
    private final CalciteCatalogReader reader;
    private final TarnValidator validator;

    /// @param query as [Binder] leaves it
    public Validation(
            Relations relations,
            SqlNode query,
            Schema root,
            Operators operators,
            TarnTypeFactory types) {
        this.relations = relations;
        this.query = query;
        this.reader = new Reader(root, paths(relations.session()), types);
        this.validator = new TarnValidator(operators, reader, types);
    }

    public SqlValidator validator() {
        return validator;
    }

    public CalciteCatalogReader reader() {
        return reader;
    }

    public SqlNode validate() {
        return convert(() -> validator.validate(query));
    }

    /// Does a step of Calcite's, its errors turned into ours.
    public <T> T convert(Supplier<T> step) {
        try {
            return step.get();
        } catch (CalciteContextException e) {
            throw explained(e);
        } catch (SqlException e) {
            throw e;
        } catch (UnsupportedOperationException | IllegalArgumentException | AssertionError e) {
            SqlException inner = inner(e);
            if (inner != null) {
                throw inner;
            }
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "This query cannot be planned: " + e.getMessage(),
                    null,
                    e);
        } catch (RuntimeException e) {
            SqlException inner = inner(e);
            if (inner != null) {
                throw inner;
            }
            throw e;
        }
    }

    private @Nullable SqlException inner(Throwable error) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SqlException found) {
                return found;
            }
            if (cause instanceof CalciteContextException found) {
                return explained(found);
            }
        }
        return null;
    }

    private SqlException explained(CalciteContextException error) {
        Position position =
                error.getPosLine() < 1
                        ? null
                        : new Position(error.getPosLine(), error.getPosColumn());
        Throwable cause = error.getCause();
        if (cause instanceof SqlException known) {
            return known;
        }
        String message = String.valueOf(cause == null ? error.getMessage() : cause.getMessage());
        Matcher column = NO_COLUMN.matcher(message);
        if (column.find()) {
            String listed = column.group("listed");
            String name = listed == null ? column.group(1) : listed;
            String within = column.group("within");
            return new SqlException(
                    ErrorCode.COLUMN_NOT_FOUND,
                    "Column '%s' does not exist%s%s"
                            .formatted(
                                    name,
                                    within == null ? "" : " in '" + within + "'",
                                    Nearest.hint(name, otherColumns(name))),
                    position,
                    error);
        }
        Matcher table = NO_OBJECT.matcher(message);
        if (table.find()) {
            String within = table.group(2);
            String missing = (within == null ? "" : within + ".") + table.group(1);
            return new MissingTable(relations, query, missing, position).error(error);
        }
        Matcher alias = NO_TABLE.matcher(message);
        if (alias.find()) {
            return new SqlException(
                    ErrorCode.TABLE_NOT_FOUND,
                    "Table '%s' is not in this query".formatted(alias.group(1)),
                    position,
                    error);
        }
        Matcher ambiguous = AMBIGUOUS.matcher(message);
        if (ambiguous.find()) {
            return new SqlException(
                    ErrorCode.AMBIGUOUS_NAME,
                    "Column '%s' is ambiguous: more than one table of this query has it"
                            .formatted(ambiguous.group(1)),
                    position,
                    error);
        }
        return new SqlException(code(message), message, position, error);
    }

    private static ErrorCode code(String message) {
        if (message.contains("is not being grouped") || message.contains("must be aggregate")) {
            return ErrorCode.EXPRESSION_NOT_AGGREGATE;
        }
        if (message.startsWith("Cannot apply")
                || message.contains("type mismatch")
                || message.contains("Type mismatch")
                || message.contains("Cast function cannot")
                || message.contains("expected to be BOOLEAN")
                || message.contains("must be of BOOLEAN")
                || message.contains("not comparable")) {
            return ErrorCode.TYPE_MISMATCH;
        }
        if (message.contains("literal")) {
            return ErrorCode.INVALID_LITERAL;
        }
        return ErrorCode.SYNTAX_ERROR;
    }

    /// The columns of the query's tables that are called something else.
    private List<String> otherColumns(String asked) {
        List<String> names = new ArrayList<>();
        for (Relation relation : relations.all()) {
            for (Field column : relation.columns()) {
                if (!column.name().equalsIgnoreCase(asked)) {
                    names.add(column.name());
                }
            }
        }
        return names;
    }

    /// Where names without a catalog or namespace are looked for, in order. Whole names come first:
    /// the binder writes those of the tables that it found, and they need no other look.
    private static List<List<String>> paths(Session session) {
        List<List<String>> paths = new ArrayList<>();
        paths.add(List.of());
        String catalog = session.catalog();
        if (catalog != null) {
            if (session.namespace() != null) {
                List<String> full = new ArrayList<>();
                full.add(catalog);
                full.addAll(Arrays.asList(session.namespace().levels()));
                paths.add(full);
            }
            paths.add(List.of(catalog));
        }
        return paths;
    }

    private static final class Reader extends CalciteCatalogReader {
        Reader(Schema root, List<List<String>> paths, RelDataTypeFactory types) {
            super(
                    CalciteSchema.createRootSchema(false, false, "", root),
                    SqlNameMatchers.withCaseSensitive(false),
                    paths,
                    types,
                    CalciteConnectionConfig.DEFAULT);
        }
    }
}
