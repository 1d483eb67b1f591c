package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.Session;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.answer.MetadataAnswers;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.plan.lower.KeyTypes;
import dev.tarn.engine.plan.lower.Lowering;
import dev.tarn.engine.plan.range.FitNumbers;
import dev.tarn.engine.plan.stats.Estimator;
import dev.tarn.engine.plan.stats.Guess;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.validate.Binder;
import dev.tarn.engine.validate.Operators;
import dev.tarn.engine.validate.Validation;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Plans one query: bind, validate, convert, rewrite, lower, answer from metadata, fit numbers.
/// Owned by the planning of one statement.
public final class QueryPlanner {
    private final Relations relations;
    private final FunctionRegistry registry;
    private final Operators operators;
    private final Folder folder;

    public QueryPlanner(
            Relations relations, FunctionRegistry registry, Operators operators, Folder folder) {
        this.relations = relations;
        this.registry = registry;
        this.operators = operators;
        this.folder = folder;
    }

    Relations relations() {
        return relations;
    }

    Folder folder() {
        return folder;
    }

    private Binder binder(List<SqlNode> parameters) {
        return new Binder(relations, operators, parameters, new Constants(this::plan)::value);
    }

    /// The value of a parameter, bound.
    SqlNode bound(SqlNode argument) {
        return binder(List.of()).bind(argument);
    }

    /// Whether a call is of a function that may give something else each time.
    boolean varies(SqlCall call) {
        return binder(List.of()).varies(call);
    }

    /// A query planned as far as that does not hang on the values of its parameters.
    ///
    /// @param names of the columns that the query gives
    /// @param guesses what was expected of scans with parameters
    record Outline(Plan plan, List<String> names, List<Guess> guesses) {
        Outline {
            names = List.copyOf(names);
            guesses = List.copyOf(guesses);
        }
    }

    /// The plan of `query`, its `?` replaced by `parameters`.
    ///
    /// @throws dev.tarn.engine.SqlException where the query is wrong or not supported
    public Plan plan(SqlNode query, List<SqlNode> parameters) {
        Outline outline = outline(query, parameters);
        return finished(outline.plan(), outline.names());
    }

    /// The same, but for what may still have parameters: those for which `parameters` gives no
    /// value, but a [dev.tarn.engine.validate.ParameterOperator].
    Outline outline(SqlNode query, List<SqlNode> parameters) {
        Outlook outlook = outlook(query, parameters);
        Lowering lowering = new Lowering(registry, folder, outlook.estimator(), outlook.tree());
        Plan lowered =
                outlook.validation()
                        .convert(() -> KeyTypes.checked(lowering.lower(outlook.tree())));
        return new Outline(lowered, outlook.names(), outlook.estimator().guesses());
    }

    /// A query as the tree that is lowered, with what is expected of it.
    ///
    /// @param names of the columns that the query gives
    record Outlook(Validation validation, RelNode tree, Estimator estimator, List<String> names) {}

    Outlook outlook(SqlNode query, List<SqlNode> parameters) {
        Conversion conversion = new Conversion(relations, registry, operators, folder);
        SqlNode bound = binder(parameters).bind(query);
        Conversion.Converted converted = conversion.of(bound);
        Validation validation = converted.validation();
        RelNode whole = new FunctionBodies(conversion).inlined(converted.tree());
        Estimator estimator = new Estimator();
        Session session = relations.session();
        RelNode tree = validation.convert(() -> Phases.run(whole, estimator, session));
        return new Outlook(validation, tree, estimator, names(converted.rowType()));
    }

    /// The table's column that each column of `query` is, if it is one as it stands there: its name
    /// from the catalog down, or null.
    List<@Nullable List<String>> origins(SqlNode query, List<SqlNode> parameters) {
        SqlNode bound = binder(parameters).bind(query);
        return new Conversion(relations, registry, operators, folder).of(bound).origins();
    }

    /// The plan to run, of a `lowered` one without parameters.
    Plan finished(Plan lowered, List<String> names) {
        Plan answered = MetadataAnswers.in(lowered, folder, relations.session());
        Plan fitted = FitNumbers.in(WindowLimits.in(answered));
        return named(GivenOrders.in(MergeJoins.in(fitted, relations.session())), names);
    }

    /// The names of the query's select list.
    private static List<String> names(RelDataType row) {
        List<String> names = new ArrayList<>();
        for (String given : row.getFieldNames()) {
            names.add(given.startsWith("EXPR$") ? "_col" + names.size() : given);
        }
        return names;
    }

    private static Plan named(Plan plan, List<String> names) {
        List<Field> output = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Field field = plan.output().get(i);
            same &= name.equals(field.name());
            output.add(new Field(name, field.type()));
        }
        return same ? plan : Renaming.of(plan, output);
    }
}
