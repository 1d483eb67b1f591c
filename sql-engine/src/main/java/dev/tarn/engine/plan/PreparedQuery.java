package dev.tarn.engine.plan;

import dev.tarn.engine.Session;
import dev.tarn.engine.expr.Expr;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.plan.lower.ParameterValues;
import dev.tarn.engine.plan.lower.RexValues;
import dev.tarn.engine.schema.RelTypes;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.TarnTypeFactory;
import dev.tarn.engine.validate.ParameterOperator;

import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A text with question marks and the values for them, in one execution. Owned by its planning.
final class PreparedQuery {
    private final String text;
    private final List<SqlNode> arguments;
    private final List<Expr.Literal> values;
    private final BitSet fixed;
    private final QueryPlanner planner;
    private final Session session;

    private PreparedQuery(
            String text,
            List<SqlNode> arguments,
            List<Expr.Literal> values,
            BitSet fixed,
            QueryPlanner planner) {
        this.text = text;
        this.arguments = arguments;
        this.values = values;
        this.fixed = fixed;
        this.planner = planner;
        Session given = planner.relations().session();
        this.session =
                new Session(
                        given.user(),
                        given.catalog(),
                        given.namespace(),
                        given.zone(),
                        given.properties(),
                        Map.of(),
                        given.roles(),
                        null);
    }

    /// @param fixed the question marks whose values are not left open
    /// @return null where a value is no literal, nothing is left open, or the session does without
    static @Nullable PreparedQuery of(
            String text, List<SqlNode> arguments, BitSet fixed, QueryPlanner planner) {
        Relations relations = planner.relations();
        if (!PlanCache.isOn(relations.session()) || text.length() > PlanCache.MAX_LENGTH) {
            return null;
        }
        ParameterValues read = new ParameterValues(planner.folder());
        List<Expr.Literal> values = new ArrayList<>();
        for (SqlNode argument : arguments) {
            Expr.Literal value = read.of(planner.bound(argument));
            if (value == null || isLong(value)) {
                return null;
            }
            values.add(value);
        }
        PreparedQuery query =
                new PreparedQuery(text, arguments, List.copyOf(values), fixed, planner);
        for (int i = 0; i < values.size(); i++) {
            if (query.isOpen(i)) {
                return query;
            }
        }
        return null;
    }

    private static boolean isLong(Expr.Literal value) {
        return value.value() instanceof String given && given.length() > PlanCache.MAX_LENGTH;
    }

    /// Whether plans do not depend on the value of the parameter at `index`.
    boolean isOpen(int index) {
        Object value = values.get(index).value();
        return value != null && !(value instanceof Boolean) && !fixed.get(index);
    }

    /// What to plan with: the values given, but for parameters that are left open.
    List<SqlNode> parameters() {
        List<SqlNode> parameters = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            parameters.add(isOpen(i) ? ParameterOperator.node(i, values.get(i)) : arguments.get(i));
        }
        return parameters;
    }

    /// The value of the parameter at `index` for estimates; null where they cannot use it.
    @Nullable RexLiteral example(int index) {
        TarnTypeFactory types = new TarnTypeFactory();
        Expr.Literal value = values.get(index);
        return RexValues.example(
                new RexBuilder(types), value, RelTypes.toRel(value.type(), false, types));
    }

    /// The plan to run.
    Plan finished(QueryPlanner.Outline outline, UnaryOperator<Table> tables) {
        Plan bound = BindParameters.in(outline.plan(), values, tables, planner.folder());
        return planner.finished(bound, outline.names());
    }

    String text() {
        return text;
    }

    List<Expr.Literal> values() {
        return values;
    }

    /// The session, without what else it has prepared.
    Session session() {
        return session;
    }

    Relations relations() {
        return planner.relations();
    }

    Folder folder() {
        return planner.folder();
    }
}
