package dev.tarn.engine.parse;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Command.Existence;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.FunctionSignature.Parameter;
import dev.tarn.storage.IcebergTypes;

import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What CREATE FUNCTION says before its body, and the actions of our grammar for functions. Called
/// by the generated parser only.
public final class FunctionClauses {
    private final List<Parameter> parameters = new ArrayList<>();
    private final List<Field> columns = new ArrayList<>();
    private @Nullable DataType returnType;
    private @Nullable Boolean deterministic;
    private boolean nullOnNull;
    private @Nullable String comment;

    public void addParameter(SqlIdentifier name, SqlDataTypeSpec type, @Nullable String text) {
        if (parameters.stream().anyMatch(one -> one.name().equalsIgnoreCase(name.getSimple()))) {
            throw twice("parameters", name);
        }
        parameters.add(new Parameter(name.getSimple(), kept(type), text));
    }

    public void addColumn(SqlIdentifier name, SqlDataTypeSpec type) {
        if (columns.stream().anyMatch(one -> one.name().equalsIgnoreCase(name.getSimple()))) {
            throw twice("columns", name);
        }
        columns.add(new Field(name.getSimple(), kept(type)));
    }

    private static RuntimeException twice(String what, SqlIdentifier name) {
        return Positions.error(
                ErrorCode.SYNTAX_ERROR,
                "Two %s of this function are called '%s'".formatted(what, name.getSimple()),
                name);
    }

    public void returns(SqlDataTypeSpec type) {
        returnType = kept(type);
    }

    /// The type as metadata keeps it, which has no small integers and fewer precisions.
    private static DataType kept(SqlDataTypeSpec type) {
        return IcebergTypes.dataType(IcebergTypes.icebergType(TypeNames.of(type), () -> 0));
    }

    public void deterministic(boolean says) {
        deterministic = says;
    }

    public void nullOnNull(boolean says) {
        nullOnNull = says;
    }

    public void comment(String text) {
        comment = text;
    }

    /// SECURITY DEFINER, which there is not.
    public static void refuseDefiner(SqlParserPos position) {
        throw Grammar.refused(
                ErrorCode.NOT_SUPPORTED,
                "SECURITY DEFINER is not supported: functions run in the name of who asks",
                position);
    }

    /// DEFAULT of a parameter, which the specification does not have.
    public static void refuseDefault(SqlParserPos position) {
        throw Grammar.refused(
                ErrorCode.NOT_SUPPORTED,
                "Parameters of functions have no defaults in Iceberg's specification; create an"
                        + " overload with fewer parameters",
                position);
    }

    public SqlNode create(
            SqlParserPos position,
            boolean replace,
            boolean ifNotExists,
            SqlIdentifier name,
            SqlParserPos start,
            SqlNode body) {
        DataType value = returnType;
        boolean table = value == null;
        if (table && nullOnNull) {
            throw Grammar.refused(
                    ErrorCode.NOT_SUPPORTED,
                    "RETURNS NULL ON NULL INPUT is for functions that give values, not tables",
                    position);
        }
        Existence created = ifNotExists ? Existence.NEW_UNLESS_THERE : Existence.NEW;
        return new CommandNode(
                position,
                new Syntax.CreateFunction(
                        Grammar.name(name),
                        replace ? Existence.NEW_OR_REPLACED : created,
                        new FunctionSignature(
                                table,
                                parameters,
                                value == null ? new DataType.StructOf(columns) : value),
                        deterministic,
                        nullOnNull,
                        comment,
                        body,
                        Objects.requireNonNull(Positions.of(start))));
    }

    /// DROP FUNCTION; `types` are null where none are written.
    public static SqlNode drop(
            SqlParserPos position,
            boolean ifExists,
            SqlIdentifier name,
            @Nullable List<SqlDataTypeSpec> types) {
        List<DataType> kept =
                types == null ? null : types.stream().map(FunctionClauses::kept).toList();
        return Grammar.command(
                position, new Command.DropFunction(Grammar.name(name), ifExists, kept));
    }
}
