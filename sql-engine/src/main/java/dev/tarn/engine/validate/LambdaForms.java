package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Positions;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLambda;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lambdas as calls, in which names of their parameters are calls too; other names are columns of
/// the query around, as everywhere. Names inside sub-queries are never parameters.
///
/// ```
/// x -> x + k   →   $lambda1($lambda0_0() + k)
/// ```
final class LambdaForms extends SqlShuttle {
    private final int level;
    private final Map<String, LambdaParameter> parameters;

    private LambdaForms(int level, Map<String, LambdaParameter> parameters) {
        this.level = level;
        this.parameters = parameters;
    }

    static SqlNode rewritten(SqlLambda lambda) {
        return new LambdaForms(0, Map.of()).lambda(lambda);
    }

    private SqlNode lambda(SqlLambda lambda) {
        Map<String, LambdaParameter> inside = new HashMap<>(parameters);
        List<LambdaParameter> own = new ArrayList<>();
        for (SqlNode node : lambda.getParameters()) {
            LambdaParameter parameter = new LambdaParameter(level, own.size());
            String name = key(((SqlIdentifier) node).getSimple());
            if (own.contains(inside.put(name, parameter))) {
                throw Positions.error(
                        ErrorCode.SYNTAX_ERROR,
                        "Two parameters of this lambda are called '%s'".formatted(name),
                        node);
            }
            own.add(parameter);
        }
        SqlNode body = lambda.getExpression().accept(new LambdaForms(level + 1, inside));
        return new LambdaOperator(own)
                .createCall(
                        lambda.getParserPosition(), body == null ? lambda.getExpression() : body);
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier name) {
        LambdaParameter parameter = parameters.get(key(name.names.getFirst()));
        if (parameter == null) {
            return name;
        }
        SqlParserPos position = name.getParserPosition();
        SqlNode node = parameter.node(position);
        for (String field : name.names.subList(1, name.names.size())) {
            node =
                    SqlStdOperatorTable.DOT.createCall(
                            position, node, new SqlIdentifier(field, position));
        }
        return node;
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        if (call instanceof SqlLambda inner) {
            return lambda(inner);
        }
        if (call.isA(SqlKind.QUERY)) {
            return call;
        }
        if (call.getKind() == SqlKind.DOT) {
            SqlNode of = call.operand(0).accept(this);
            return SqlStdOperatorTable.DOT.createCall(
                    call.getParserPosition(), of, call.operand(1));
        }
        return super.visit(call);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
