package dev.tarn.engine.plan;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.engine.SessionProperty;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.parse.StatementParser;
import dev.tarn.engine.parse.Syntax;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.plan.lower.Folder;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.schema.Nearest;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.schema.SystemTables;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.statement.Cancellation;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Name;
import dev.tarn.engine.statement.Statement;
import dev.tarn.engine.statement.StatementPlanner;
import dev.tarn.engine.validate.Operators;

import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The front of the engine: SQL text to a plan or a command. Thread-safe.
public final class SqlStatementPlanner implements StatementPlanner {
    private static final int MAX_NESTING = 10;

    private final Function<Session, Catalogs> sources;
    private final FunctionRegistry registry;
    private final Operators operators;
    private final Procedures procedures;
    private final FolderSource folders;
    private final PlanCache plans;
    private final PreparedPlans prepared;

    /// Makes the folder of constants for a statement of a session, whose functions see one moment.
    @FunctionalInterface
    public interface FolderSource {
        Folder folder(Session session);
    }

    public SqlStatementPlanner(
            Catalogs catalogs,
            FunctionRegistry registry,
            Collection<Procedure> procedures,
            FolderSource folders) {
        this(_ -> catalogs, registry, procedures, folders, new PlanCache());
    }

    /// @param sources the catalogs as a session sees them
    /// @param plans what is kept of queries for those that come again; of this planner alone
    public SqlStatementPlanner(
            Function<Session, Catalogs> sources,
            FunctionRegistry registry,
            Collection<Procedure> procedures,
            FolderSource folders,
            PlanCache plans) {
        this.sources = sources;
        this.registry = registry;
        this.operators = new Operators(registry);
        this.procedures = new Procedures(procedures);
        this.folders = folders;
        this.plans = plans;
        this.prepared = plans.prepared();
    }

    @Override
    public Statement plan(Session session, String sql, List<@Nullable Object> parameters) {
        Catalogs catalogs = sources.apply(session);
        Relations relations = new Relations(catalogs, new SystemTables(catalogs), session);
        try {
            Statement kept = plans.find(relations, sql, parameters);
            return kept == null ? planned(relations, sql, parameters) : kept;
        } catch (StackOverflowError | RuntimeException e) {
            if (DeepStack.overflow(e) == null) {
                throw e;
            }
            return DeepStack.call(() -> planned(relations, sql, parameters));
        }
    }

    @Override
    public Plan conditions(
            Session session, String table, List<Field> columns, List<String> conditions) {
        Catalogs catalogs = sources.apply(session);
        Relations relations = new Relations(catalogs, new SystemTables(catalogs), session);
        QueryPlanner planner =
                new QueryPlanner(relations, registry, operators, folders.folder(session));
        return planner.plan(Conditions.query(relations, table, columns, conditions), List.of());
    }

    private Statement planned(Relations relations, String sql, List<@Nullable Object> parameters) {
        Syntax syntax = StatementParser.parse(sql);
        Folder folder = folders.folder(relations.session());
        Planning planning = new Planning(relations, folder, sql, 0);
        Statement statement = planning.plan(syntax, ParameterLiterals.of(parameters));
        if (statement instanceof Statement.Select(Plan plan, Object _) && plan == planning.query) {
            plans.countMiss();
            if (folder.isLasting()) {
                return new Statement.Select(plan, plans.keep(relations, sql, parameters, plan));
            }
        }
        return statement;
    }

    /// The planning of one text; nested ones (EXECUTE) are their own, but share what was found.
    private final class Planning {
        private final Session session;
        private final Catalogs catalogs;
        private final Relations relations;
        private final Folder folder;
        private final String sql;
        private final int depth;

        /// What the text asks for, if it is a query or the execution of one.
        private @Nullable Plan query;

        /// Whether the text asks to explain its query, rather than to run it.
        private boolean explains;

        /// What could not be planned with the values of its parameters left open.
        private @Nullable PreparedQuery refused;

        Planning(Relations relations, Folder folder, String sql, int depth) {
            this.session = relations.session();
            this.catalogs = relations.catalogs();
            this.relations = relations;
            this.folder = folder;
            this.sql = sql;
            this.depth = depth;
        }

        Statement plan(Syntax syntax, List<SqlNode> parameters) {
            return switch (syntax) {
                case Syntax.Query select -> {
                    Statement.Select open = open(select.query(), parameters);
                    if (open != null) {
                        yield open;
                    }
                    Plan plan = query(select.query(), parameters);
                    refuse();
                    query = plan;
                    yield new Statement.Select(plan);
                }
                case Syntax.Insert insert ->
                        Inserts.plan(insert, parameters, relations, this::query, folder::fold);
                case Syntax.Delete delete ->
                        new RowChanges(relations, this::query).delete(delete, parameters);
                case Syntax.Update update ->
                        new RowChanges(relations, this::query).update(update, parameters);
                case Syntax.Merge merge ->
                        Merges.plan(merge, parameters, relations, this::query, planner()::varies);
                case Syntax.CreateTableAs create ->
                        new Command.CreateTableAs(
                                create.table(),
                                query(create.query(), parameters),
                                create.withData());
                case Syntax.CreateView create -> view(create);
                case Syntax.CreateFunction create ->
                        new CreatedFunctions(new Conversion(relations, registry, operators, folder))
                                .plan(create, sql);
                case Syntax.CreatePipe create ->
                        new Command.CreatePipe(
                                create.name(),
                                create.existence(),
                                create.comment(),
                                create.settings(),
                                create.copy(),
                                StatementParser.tail(sql, create.copyStart()));
                case Syntax.Explain explain -> explain(explain, parameters);
                case Syntax.Prepare prepare -> {
                    String text = StatementParser.tail(sql, prepare.start());
                    yield change("PREPARE", new SessionChange.AddPrepared(prepare.name(), text));
                }
                case Syntax.Execute execute ->
                        nested(prepared(execute.name()), execute.arguments());
                case Syntax.ExecuteImmediate execute -> nested(execute.sql(), execute.arguments());
                case Syntax.DescribeInput describe ->
                        Described.input(StatementParser.parse(prepared(describe.name())));
                case Syntax.DescribeOutput describe -> describeOutput(describe.name());
                case Syntax.Show show -> new Shows(relations, registry).plan(show);
                case Syntax.ShowStats show ->
                        ShownStatistics.of(planner().outlook(show.query(), parameters));
                case Syntax.Call call -> procedures.bind(call, catalogs, session, this::constant);
                case Syntax.SetSession set -> {
                    String value = text(set.value());
                    yield change("SET SESSION", property(set.name(), value));
                }
                case Syntax.SetTimeZone set -> {
                    SqlNode zone = set.zone();
                    yield change(
                            "SET TIME ZONE",
                            new SessionChange.SetTimeZone(
                                    zone == null ? session.zone().getId() : text(zone)));
                }
                case Syntax.SetRole set -> {
                    SessionChange.SetRole chosen = new SessionChange.SetRole(set.role());
                    chosen.applyTo(session).usedRoles();
                    yield change("SET ROLE", chosen);
                }
                case Syntax.Do command -> command.command();
            };
        }

        private Plan query(SqlNode query, List<SqlNode> parameters) {
            return planner().plan(query, parameters);
        }

        private QueryPlanner planner() {
            return new QueryPlanner(relations, registry, operators, folder);
        }

        /// The plan of `query` with the values of its parameters put in last; null where there are
        /// none, or it has to be planned with them.
        private Statement.@Nullable Select open(SqlNode query, List<SqlNode> parameters) {
            if (parameters.isEmpty()) {
                return null;
            }
            BitSet fixed = FixedParameters.of(query);
            if (!explains) {
                prepared.remember(sql, fixed);
            }
            QueryPlanner planner = planner();
            PreparedQuery asked = PreparedQuery.of(sql, parameters, fixed, planner);
            if (asked == null) {
                return null;
            }
            Statement.Select kept = prepared.find(asked);
            if (kept != null || !prepared.mayPlan(asked)) {
                return kept;
            }
            try {
                return prepared.planned(asked, planner.outline(query, asked.parameters()));
            } catch (RuntimeException e) {
                Cancellation.check();
                if (DeepStack.overflow(e) != null) {
                    throw e;
                }
                refused = asked;
                return null;
            }
        }

        /// Remembers what could be planned with values only, now that it was.
        private void refuse() {
            if (refused != null) {
                prepared.refuse(refused);
            }
        }

        /// The kept plan for a text that was seen before, which need not be parsed then.
        private Statement.@Nullable Select kept(List<SqlNode> parameters) {
            BitSet fixed = parameters.isEmpty() ? null : prepared.fixed(sql);
            PreparedQuery asked =
                    fixed == null ? null : PreparedQuery.of(sql, parameters, fixed, planner());
            return asked == null ? null : prepared.find(asked);
        }

        /// The value of an expression without columns, in the Java form of its literal.
        private dev.tarn.engine.expr.Expr.@Nullable Literal constant(SqlNode expression) {
            return new Constants(this::query).value(expression);
        }

        private String text(SqlNode value) {
            dev.tarn.engine.expr.Expr.Literal literal = constant(value);
            if (literal == null || literal.value() == null) {
                throw new SqlException(
                        ErrorCode.INVALID_SESSION_PROPERTY,
                        "A session property takes a constant, not " + value);
            }
            return String.valueOf(literal.value());
        }

        private static SessionChange property(Name name, String value) {
            SessionProperty property = SessionProperty.find(name.toString());
            if (property == null) {
                throw new SqlException(
                        ErrorCode.INVALID_SESSION_PROPERTY,
                        "Session property '%s' does not exist%s"
                                .formatted(
                                        name,
                                        Nearest.hint(name.toString(), SessionProperty.names())),
                        name.position(),
                        null);
            }
            if (!property.accepts(value)) {
                throw new SqlException(
                        ErrorCode.INVALID_SESSION_PROPERTY,
                        "Session property %s must be %s, not '%s'"
                                .formatted(property.spelling(), property.accepted(), value),
                        name.position(),
                        null);
            }
            return new SessionChange.SetProperty(property.spelling(), value);
        }

        private Statement nested(String text, List<SqlNode> arguments) {
            if (depth == MAX_NESTING) {
                throw new SqlException(
                        ErrorCode.NOT_SUPPORTED,
                        "EXECUTE nests more than %d deep".formatted(depth));
            }
            Planning inner = new Planning(relations, folder, text, depth + 1);
            Statement kept = inner.kept(arguments);
            if (kept != null) {
                return kept;
            }
            Statement statement = inner.plan(StatementParser.parse(text), arguments);
            query = inner.query;
            return statement;
        }

        private String prepared(Name name) {
            Map<String, String> prepared = session.preparedStatements();
            for (Map.Entry<String, String> entry : prepared.entrySet()) {
                if (entry.getKey().equalsIgnoreCase(name.toString())) {
                    return entry.getValue();
                }
            }
            throw new SqlException(
                    ErrorCode.NOT_FOUND,
                    "Prepared statement not found: " + name,
                    name.position(),
                    null);
        }

        private Statement describeOutput(Name name) {
            String text = prepared(name);
            Syntax syntax = StatementParser.parse(text);
            List<SqlNode> nulls = Described.nulls(syntax);
            Statement statement =
                    new Planning(relations, folder, text, depth + 1).plan(syntax, nulls);
            // Planning changed the syntax.
            return StatementParser.parse(text) instanceof Syntax.Query again
                    ? Described.output(statement, planner().origins(again.query(), nulls))
                    : Described.output(statement, List.of());
        }

        private Statement view(Syntax.CreateView create) {
            // Planning changes syntax.
            List<String> dialects =
                    create.columns().isEmpty() ? PortableViews.dialects(create.query()) : List.of();
            Plan plan = query(create.query(), List.of());
            return new Command.CreateView(
                    create.name(),
                    create.existence(),
                    create.properties(),
                    StatementParser.tail(sql, create.queryStart()),
                    dialects,
                    plan,
                    ViewSchemas.of(plan.output(), create.columns()));
        }

        private Statement explain(Syntax.Explain explain, List<SqlNode> parameters) {
            explains = true;
            return Explained.of(explain, plan(explain.statement(), parameters), relations);
        }

        private Statement change(String type, SessionChange change) {
            return new Command.ChangeSession(type, List.of(change));
        }
    }
}
