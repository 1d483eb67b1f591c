package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.schema.StoredFunctions;
import dev.tarn.engine.spi.FunctionCatalog;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.Name;

import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.util.Util;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Calls of functions that catalogs keep. A name alone is a function of the engine first, then one
/// of the namespace that names without any are in.
record StoredCalls(ViewExpansion scope) {

    /// The function that an expression calls, to be chosen from by its arguments; null where it is
    /// none that a catalog keeps.
    ///
    /// @throws SqlException FUNCTION_NOT_FOUND for names of several parts that lead to none
    @Nullable SqlOperator scalar(SqlCall call) {
        StoredFunction function = find(call);
        if (function != null) {
            return new StoredOverloads(function);
        }
        if (name(call) instanceof SqlIdentifier name && !scope.prefix().isEmpty()) {
            throw notFound(scope.qualified(name));
        }
        return null;
    }

    /// Whether an overload of the function that `call` is of may give something else each time.
    boolean varies(SqlCall call) {
        StoredFunction function = find(call);
        return function != null
                && !function.definitions().stream().allMatch(FunctionDefinition::deterministic);
    }

    private @Nullable StoredFunction find(SqlCall call) {
        SqlIdentifier written = name(call);
        if (written == null) {
            return null;
        }
        SqlIdentifier name = scope.qualified(written);
        StoredFunction found = scope.relations().functions().find(asName(name));
        if (found == null && !written.isSimple()) {
            throw notFound(name);
        }
        for (SqlNode argument : call.getOperandList()) {
            if (found != null && argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                throw Positions.error(
                        ErrorCode.NOT_SUPPORTED,
                        "Function %s takes its arguments by position".formatted(found),
                        argument);
            }
        }
        return found;
    }

    /// What a call is of where that is no function of the engine; null for others.
    private @Nullable SqlIdentifier name(SqlCall call) {
        if (!(call.getOperator() instanceof SqlUnresolvedFunction unresolved)
                || call.getFunctionQuantifier() != null) {
            return null;
        }
        SqlIdentifier name = unresolved.getNameAsId();
        return name.isSimple() && scope.operators().isFunction(name.getSimple())
                ? null
                : new SqlIdentifier(name.names, name.getParserPosition());
    }

    private static Name asName(SqlIdentifier name) {
        return new Name(name.names, Positions.of(name));
    }

    private SqlException notFound(SqlIdentifier identifier) {
        Name name = asName(identifier);
        TableName place = scope.relations().catalogs().table(name, scope.relations().session());
        FunctionCatalog functions =
                StoredFunctions.of(place.catalog().name(), place.catalog().functions(), name);
        return StoredFunctions.notFound(place, functions, name);
    }

    /// The rows of a table function that FROM calls, as a query; null where it is none that a
    /// catalog keeps.
    ///
    /// ```
    /// f(a)   →   SELECT CAST(c AS T) AS c FROM (SELECT CAST(a AS U) AS x) AS f, LATERAL (body) AS r(c)
    /// ```
    @Nullable SqlNode table(SqlCall call) {
        StoredFunction function = find(call);
        if (function == null) {
            return null;
        }
        FunctionDefinition definition = definition(function, call);
        FunctionSignature signature = definition.signature();
        SqlParserPos position = call.getParserPosition();
        List<Field> columns = ((DataType.StructOf) signature.returnType()).fields();
        List<SqlNode> rows = new ArrayList<>();
        rows.add(
                SqlStdOperatorTable.LATERAL.createCall(position, body(function, definition, call)));
        rows.add(new SqlIdentifier("$rows", position));
        List<SqlNode> items = new ArrayList<>();
        for (Field column : columns) {
            rows.add(new SqlIdentifier(column.name(), position));
            SqlNode value = new SqlIdentifier(List.of("$rows", column.name()), position);
            items.add(cast(value, column.type(), column.name(), position));
        }
        List<SqlNode> values = new ArrayList<>();
        for (int i = 0; i < call.operandCount(); i++) {
            FunctionSignature.Parameter parameter = signature.parameters().get(i);
            values.add(cast(call.operand(i), parameter.type(), parameter.name(), position));
        }
        values.add(named(SqlLiteral.createBoolean(true, position), "$", position));
        SqlNode row = Grammar.select(position, values, null, null);
        SqlNode from =
                new SqlJoin(
                        position,
                        named(row, function.place().identifier().name(), position),
                        SqlLiteral.createBoolean(false, position),
                        JoinType.CROSS.symbol(position),
                        SqlStdOperatorTable.AS.createCall(position, rows),
                        JoinConditionType.NONE.symbol(position),
                        null);
        SqlNode query = Grammar.select(position, items, from, null);
        return namesColumns(call) ? SqlStdOperatorTable.LATERAL.createCall(position, query) : query;
    }

    /// The only overload that gives rows and takes so many arguments: their types are not known.
    private static FunctionDefinition definition(StoredFunction function, SqlCall call) {
        List<FunctionDefinition> fitting =
                function.definitions().stream()
                        .filter(one -> one.signature().table())
                        .filter(one -> one.signature().parameters().size() == call.operandCount())
                        .toList();
        if (fitting.size() == 1) {
            return fitting.getFirst();
        }
        throw Positions.error(
                ErrorCode.FUNCTION_NOT_FOUND,
                "Function %s %s of %d arguments that gives rows; usage: %s"
                        .formatted(
                                function,
                                fitting.isEmpty() ? "has no overload" : "has several overloads",
                                call.operandCount(),
                                function.usage()),
                call);
    }

    private SqlNode body(StoredFunction function, FunctionDefinition definition, SqlCall call) {
        String sql = function.body(definition);
        if (StatementParser.parse(sql) instanceof Syntax.Query query) {
            return scope.inside(function.prefix(), function, call).bound(query.query());
        }
        throw Positions.error(
                ErrorCode.BAD_DATA,
                "The body of function %s is no query".formatted(function),
                call);
    }

    private static SqlNode cast(SqlNode value, DataType type, String name, SqlParserPos position) {
        SqlDataTypeSpec spec = new SqlDataTypeSpec(new BoundTypeName(type, position), position);
        return named(SqlStdOperatorTable.CAST.createCall(position, value, spec), name, position);
    }

    private static SqlNode named(SqlNode node, String name, SqlParserPos position) {
        return SqlStdOperatorTable.AS.createCall(position, node, new SqlIdentifier(name, position));
    }

    /// Whether the arguments may have columns of what is before them in FROM.
    private static boolean namesColumns(SqlCall call) {
        SqlBasicVisitor<Void> finder =
                new SqlBasicVisitor<>() {
                    @Override
                    public Void visit(SqlIdentifier name) {
                        throw new Util.FoundOne(name);
                    }
                };
        try {
            call.getOperandList().forEach(argument -> argument.accept(finder));
            return false;
        } catch (Util.FoundOne found) {
            Util.swallow(found, null);
            return true;
        }
    }
}
