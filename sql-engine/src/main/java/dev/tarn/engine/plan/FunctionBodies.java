package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.SqlException.Position;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.plan.rule.ConstantLaterals;
import dev.tarn.engine.plan.rule.InlineFunctions;
import dev.tarn.engine.plan.rule.InlineFunctions.Body;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.schema.StoredFunction;
import dev.tarn.engine.statement.FunctionSignature;
import dev.tarn.engine.validate.FunctionParameter;
import dev.tarn.engine.validate.StoredScalar;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The bodies of functions that catalogs keep, as trees of the query's cluster. Owned by the
/// planning of one statement.
final class FunctionBodies {
    private static final int MAX_DEPTH = 20;

    private final Conversion conversion;

    /// Bodies without sub-queries, which may stand in many places.
    private final Map<String, Body> known = new HashMap<>();

    /// The functions whose bodies are being looked into, from the outside in.
    private final List<String> open = new ArrayList<>();

    FunctionBodies(Conversion conversion) {
        this.conversion = conversion;
    }

    /// `tree` without calls of functions that catalogs keep.
    RelNode inlined(RelNode tree) {
        return conversion.relations().functions().isEmpty()
                ? tree
                : ConstantLaterals.in(InlineFunctions.in(tree, this::of));
    }

    private Body of(StoredScalar function) {
        Body body = known.get(function.getName());
        if (body != null) {
            return body;
        }
        Position position = function.position();
        try {
            StoredFunction stored = function.function();
            SqlNode text = StatementParser.expression(stored.body(function.definition()));
            body = body(stored, function.definition().signature(), text);
        } catch (SqlException e) {
            throw new SqlException(
                    e.code(),
                    "In function %s: %s".formatted(function.function(), e.getMessage()),
                    position,
                    e);
        }
        if (function.definition().nullOnNull()) {
            body = nullOnNull(body, function.definition().signature());
        }
        if (RexUtil.SubQueryFinder.find(body.expression()) == null) {
            known.put(function.getName(), body);
        }
        return body;
    }

    /// The body of an overload of `function`, converted to what it returns.
    ///
    /// @throws SqlException where it is wrong, gives another type, or is no expression of
    ///   parameters and sub-queries alone
    Body body(StoredFunction function, FunctionSignature signature, SqlNode body) {
        String name = function + FunctionSignature.list(signature.types());
        if (open.contains(name) || open.size() == MAX_DEPTH) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    open.contains(name)
                            ? "Function %s calls itself".formatted(name)
                            : "Functions call functions more than %d deep".formatted(MAX_DEPTH),
                    body);
        }
        open.add(name);
        try {
            String alias = function.place().identifier().name();
            SqlNode bound =
                    conversion
                            .binder(function)
                            .bind(FunctionParameter.query(alias, signature, body));
            RelNode tree = inlined(conversion.of(bound).tree());
            return returned(tree, signature.returnType(), body);
        } finally {
            open.removeLast();
        }
    }

    private static Body returned(RelNode tree, DataType type, SqlNode body) {
        if (!(tree instanceof Project project
                && project.getInput() instanceof Project row
                && row.getInput() instanceof Values
                && !project.containsOver())) {
            throw Positions.error(
                    ErrorCode.NOT_SUPPORTED,
                    "The body of a function has no aggregates and window functions, but in"
                            + " sub-queries",
                    body);
        }
        RexNode value = project.getProjects().getFirst();
        DataType given = RelTypes.fromRel(value.getType());
        if (!Assignment.allows(given, type)) {
            throw Positions.error(
                    ErrorCode.TYPE_MISMATCH,
                    "The function returns %s, and its body gives %s; write an explicit CAST"
                            .formatted(type, given),
                    body);
        }
        RexBuilder rex = tree.getCluster().getRexBuilder();
        RexNode converted =
                rex.makeCast(RelTypes.toRel(type, true, rex.getTypeFactory()), value, true, false);
        return new Body(converted, project.getVariablesSet());
    }

    /// A body that is NULL where a parameter is.
    private Body nullOnNull(Body body, FunctionSignature signature) {
        RexBuilder rex = conversion.rex();
        List<RexNode> conditions = new ArrayList<>();
        for (int i = 0; i < signature.parameters().size(); i++) {
            DataType type = signature.types().get(i);
            RexNode parameter =
                    rex.makeInputRef(RelTypes.toRel(type, true, rex.getTypeFactory()), i);
            conditions.add(rex.makeCall(SqlStdOperatorTable.IS_NULL, parameter));
        }
        RexNode value = body.expression();
        RexNode guarded =
                rex.makeCall(
                        value.getType(),
                        SqlStdOperatorTable.CASE,
                        List.of(
                                RexUtil.composeDisjunction(rex, conditions),
                                rex.makeNullLiteral(value.getType()),
                                value));
        return new Body(guarded, body.rows());
    }
}
