package dev.tarn.engine.validate;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.parse.Grammar;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.statement.FunctionSignature.Parameter;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;

import java.util.ArrayList;
import java.util.List;

/// The value of a parameter in the body of a function that is no part of a query yet: a call
/// without operands, which nothing is known of but its type.
public final class FunctionParameter extends SqlFunction {
    /// What the last column of the row of parameters is called: a body of one parameter alone is a
    /// projection of that row all the same.
    private static final String LAST = "$";

    private final DataType type;

    private FunctionParameter(int index, DataType type) {
        super(
                "$parameter" + index,
                SqlKind.OTHER_FUNCTION,
                null,
                null,
                OperandTypes.NILADIC,
                SqlFunctionCategory.SYSTEM);
        this.type = type;
    }

    /// A query of one value, that of `body` for parameters of any value.
    ///
    /// ```
    /// x + 1   →   SELECT x + 1 FROM (SELECT $parameter0() AS x, $parameter1() AS "$") AS f
    /// ```
    ///
    /// @param name the function's, by which its body may qualify parameters
    public static SqlNode query(String name, FunctionSignature signature, SqlNode body) {
        return Grammar.select(SqlParserPos.ZERO, List.of(body), row(name, signature), null);
    }

    /// A query that joins parameters of any value and the rows of `body`, a query. It gives nothing
    /// of these: they may have several columns of one name.
    ///
    /// ```
    /// SELECT x, x   →   SELECT "$" FROM (SELECT $parameter0() AS x, …) AS f, LATERAL (SELECT x, x) AS "$rows"
    /// ```
    public static SqlNode rows(String name, FunctionSignature signature, SqlNode body) {
        SqlParserPos position = SqlParserPos.ZERO;
        SqlNode lateral = SqlStdOperatorTable.LATERAL.createCall(position, body);
        SqlNode from =
                new SqlJoin(
                        position,
                        row(name, signature),
                        SqlLiteral.createBoolean(false, position),
                        JoinType.CROSS.symbol(position),
                        SqlStdOperatorTable.AS.createCall(
                                position, lateral, new SqlIdentifier("$rows", position)),
                        JoinConditionType.NONE.symbol(position),
                        null);
        return Grammar.select(position, List.of(new SqlIdentifier(LAST, position)), from, null);
    }

    private static SqlNode row(String name, FunctionSignature signature) {
        SqlParserPos position = SqlParserPos.ZERO;
        List<SqlNode> row = new ArrayList<>();
        for (Parameter parameter : signature.parameters()) {
            row.add(named(row.size(), parameter.type(), parameter.name()));
        }
        row.add(named(row.size(), DataType.BOOLEAN, LAST));
        return SqlStdOperatorTable.AS.createCall(
                position,
                Grammar.select(position, row, null, null),
                new SqlIdentifier(name, position));
    }

    private static SqlNode named(int index, DataType type, String name) {
        SqlParserPos position = SqlParserPos.ZERO;
        return SqlStdOperatorTable.AS.createCall(
                position,
                new FunctionParameter(index, type).createCall(position),
                new SqlIdentifier(name, position));
    }

    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        return RelTypes.toRel(type, true, validator.getTypeFactory());
    }

    /// It is no constant, though it has no operands.
    @Override
    public boolean isDynamicFunction() {
        return true;
    }
}
