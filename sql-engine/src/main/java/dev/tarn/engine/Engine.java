package dev.tarn.engine;

import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.admission.Admission;
import dev.tarn.engine.command.SnapshotProcedures;
import dev.tarn.engine.exec.PlanExecutor;
import dev.tarn.engine.function.FunctionContext;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.library.Functions;
import dev.tarn.engine.fuse.FusedLoops;
import dev.tarn.engine.ingest.RowIngest;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.pipeline.PipelineExecutor;
import dev.tarn.engine.plan.PlanCache;
import dev.tarn.engine.plan.SqlStatementPlanner;
import dev.tarn.engine.results.ResultCache;
import dev.tarn.engine.schema.Catalogs;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.Extensions;
import dev.tarn.engine.spi.Procedure;
import dev.tarn.engine.spi.QueryListener;
import dev.tarn.engine.spi.SessionCatalogs;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Statement;
import dev.tarn.engine.statement.StatementPlanner;
import dev.tarn.engine.transaction.Transactions;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Runs SQL on the tables of some catalogs. Thread-safe; one a process is enough.
///
/// Every statement is a [Query]: submitting returns at once, planning and running go on beside the
/// caller, and whoever pulls sees the rows or the failure.
public final class Engine implements AutoCloseable {
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss").withZone(ZoneOffset.UTC);

    private final Parts parts;
    private final Admission admission;
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final Map<String, RunningQuery> running = new ConcurrentHashMap<>();

    /// What an engine is made of.
    record Parts(
            Function<Session, Catalogs> catalogs,
            StatementPlanner planner,
            PlanCache plans,
            ResultCache results,
            PlanExecutor executor,
            FusedLoops loops,
            Transactions transactions,
            Map<String, String> storeProperties,
            Collection<QueryListener> listeners,
            Clock clock) {
        Parts {
            storeProperties = Map.copyOf(storeProperties);
            listeners = List.copyOf(listeners);
        }

        Parts with(StatementPlanner other) {
            return new Parts(
                    catalogs,
                    other,
                    plans,
                    results,
                    executor,
                    loops,
                    transactions,
                    storeProperties,
                    listeners,
                    clock);
        }
    }

    /// A command that needs no planning itself.
    private record Given(Command command, StatementPlanner rest) implements StatementPlanner {
        @Override
        public Statement plan(Session session, String sql, List<@Nullable Object> parameters) {
            return command;
        }

        @Override
        public Plan conditions(
                Session session, String table, List<Field> columns, List<String> conditions) {
            return rest.conditions(session, table, columns, conditions);
        }
    }

    Engine(EngineConfig config, Parts parts) {
        this.parts = parts;
        this.admission = new Admission(config, parts.executor()::freeMemoryBytes);
        parts.executor().whenMemoryFreed(admission::memoryFreed);
    }

    /// An engine on this machine's clock. `storeProperties` are the settings of stores outside any
    /// table, by Iceberg's names, for COPY INTO to read from.
    public static Engine create(
            EngineConfig config,
            Collection<CatalogConnection> connections,
            Collection<Procedure> procedures,
            Collection<QueryListener> listeners,
            Map<String, String> storeProperties) {
        Extensions extensions =
                new Extensions(List.copyOf(procedures), List.copyOf(listeners), List.of());
        return create(config, _ -> connections, extensions, storeProperties);
    }

    /// The same with all that other modules plug in, and catalogs that differ from session to
    /// session.
    public static Engine create(
            EngineConfig config,
            SessionCatalogs connections,
            Extensions extensions,
            Map<String, String> storeProperties) {
        Clock clock = Clock.systemUTC();
        FunctionRegistry functions = Functions.standard();
        Transactions transactions = new Transactions();
        Function<Session, Catalogs> catalogs =
                session ->
                        new Catalogs(
                                () -> connections.of(session),
                                extensions.tables(),
                                storeProperties,
                                transactions.tables(session));
        List<Procedure> known = new ArrayList<>(SnapshotProcedures.all());
        known.addAll(extensions.procedures());
        PlanCache plans = new PlanCache();
        StatementPlanner planner =
                new SqlStatementPlanner(catalogs, functions, known, folders(clock), plans);
        PlanExecutor executor = new PipelineExecutor(config);
        return new Engine(
                config,
                new Parts(
                        catalogs,
                        planner,
                        plans,
                        new ResultCache(config.resultCacheBytes()),
                        executor,
                        config.fusion().loops(),
                        transactions,
                        storeProperties,
                        extensions.listeners(),
                        clock));
    }

    /// Loads and initializes what planning takes, which is most of a first query's time, by
    /// planning one.
    public static void warmUp() {
        planner(_ -> List.of())
                .plan(
                        Session.of("nobody", null, null),
                        "select x + 1 as y from (values 1) as v(x) where x > 0",
                        List.of());
    }

    /// What plans statements over `connections` and runs none, for whoever measures planning.
    public static StatementPlanner planner(SessionCatalogs connections) {
        return new SqlStatementPlanner(
                session -> new Catalogs(connections.of(session)),
                Functions.standard(),
                SnapshotProcedures.all(),
                folders(Clock.systemUTC()),
                new PlanCache());
    }

    private static SqlStatementPlanner.FolderSource folders(Clock clock) {
        return session ->
                new KernelFolder(
                        new FunctionContext(clock.instant(), session.zone(), session.user(), 0));
    }

    /// Starts `sql`, whose question marks stand for `parameters`. The caller closes the query.
    public Query submit(Session session, String sql, List<@Nullable Object> parameters) {
        return submit(session, sql, parameters, parts);
    }

    /// Starts `command`, which lists and logs show as `text`. The caller closes the query.
    private Query submit(Session session, String text, Command command) {
        return submit(session, text, List.of(), parts.with(new Given(command, parts.planner())));
    }

    private Query submit(
            Session session, String sql, List<@Nullable Object> parameters, Parts with) {
        RunningQuery query = new RunningQuery(newId(), sql, session, parameters, with, admission);
        running.put(query.id(), query);
        query.whenClosed(() -> running.remove(query.id()));
        query.whenClosed(parts.transactions().use(session));
        query.start();
        return query;
    }

    /// The same without parameters.
    public Query submit(Session session, String sql) {
        return submit(session, sql, List.of());
    }

    /// What appends rows of many small requests in few snapshots. The caller closes it before the
    /// engine.
    public RowIngest ingest() {
        return new RowIngest(parts.catalogs(), this::submit);
    }

    /// The queries that are not closed yet.
    public List<Query> queries() {
        return List.copyOf(running.values());
    }

    /// The query called `id`, if it is not closed yet.
    public @Nullable Query find(String id) {
        return running.get(id);
    }

    /// What use there is in keeping plans, since the engine was made.
    public PlanUsage planUsage() {
        return parts.plans().usage();
    }

    /// What use there is in keeping results, since the engine was made.
    public ResultUsage resultUsage() {
        return parts.results().usage();
    }

    /// How many queries run and wait now.
    public AdmissionUsage admissionUsage() {
        return admission.usage();
    }

    /// Cancels what runs and stops the workers. Catalogs stay open: they belong to whoever opened
    /// them.
    @Override
    public void close() {
        running.values().forEach(Query::cancel);
        running.values().forEach(Query::close);
        parts.transactions().close();
        parts.executor().close();
        parts.loops().close();
    }

    private String newId() {
        int number = lastNumber.incrementAndGet() % 100_000;
        return "%s_%05d_tarn".formatted(ID_TIME.format(parts.clock().instant()), number);
    }
}
