package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.plan.rule.VaryingCalls;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.validate.FunctionParameter;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.sql.SqlNode;

import java.util.List;

/// CREATE FUNCTION: its body is looked into as a query would, names where the function will be.
final class CreatedFunctions {
    private final Conversion conversion;
    private final FunctionBodies bodies;

    CreatedFunctions(Conversion conversion) {
        this.conversion = conversion;
        this.bodies = new FunctionBodies(conversion);
    }

    /// @param sql the whole statement
    /// @throws SqlException where the body is wrong, with its place
    Command plan(Syntax.CreateFunction create, String sql) {
        FunctionSignature signature = create.signature();
        StoredFunction function =
                new StoredFunction(
                        conversion
                                .relations()
                                .catalogs()
                                .table(create.name(), conversion.relations().session()),
                        "",
                        List.of());
        boolean varies =
                signature.table()
                        ? VaryingCalls.varies(rows(function, signature, create.body()))
                        : VaryingCalls.varies(
                                bodies.body(function, signature, create.body()).expression());
        if (varies && Boolean.TRUE.equals(create.deterministic())) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "The function is called DETERMINISTIC, and its body is something else each"
                            + " time",
                    create.body());
        }
        return new Command.CreateFunction(
                create.name(),
                create.existence(),
                new FunctionDefinition(
                        signature,
                        !varies && !Boolean.FALSE.equals(create.deterministic()),
                        create.nullOnNull(),
                        create.comment(),
                        StatementParser.tail(sql, create.bodyStart())));
    }

    /// The rows of a table function for parameters of any value.
    private RelNode rows(StoredFunction function, FunctionSignature signature, SqlNode body) {
        String alias = function.place().identifier().name();
        SqlNode bound =
                conversion.binder(function).bind(FunctionParameter.rows(alias, signature, body));
        RelNode tree = bodies.inlined(conversion.of(bound).tree());
        List<Field> joined = RelTypes.fields(tree.getInput(0).getRowType());
        List<Field> given = joined.subList(signature.parameters().size() + 1, joined.size());
        List<Field> columns = ((DataType.StructOf) signature.returnType()).fields();
        if (given.size() != columns.size()) {
            throw Positions.error(
                    ErrorCode.TYPE_MISMATCH,
                    "The function returns %d columns, and its body gives %d"
                            .formatted(columns.size(), given.size()),
                    body);
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!Assignment.allows(given.get(i).type(), columns.get(i).type())) {
                throw Positions.error(
                        ErrorCode.TYPE_MISMATCH,
                        "Column '%s' of the function is %s, and its body gives %s; write an explicit CAST"
                                .formatted(
                                        columns.get(i).name(),
                                        columns.get(i).type(),
                                        given.get(i).type()),
                        body);
            }
        }
        return tree;
    }
}
