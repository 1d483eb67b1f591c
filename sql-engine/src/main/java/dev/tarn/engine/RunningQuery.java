package dev.tarn.engine;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.engine.admission.Admission;
import dev.tarn.engine.admission.Slot;
import dev.tarn.engine.command.CatalogFailures;
import dev.tarn.engine.command.CommandContext;
import dev.tarn.engine.command.CommandLineage;
import dev.tarn.engine.command.CommandResult;
import dev.tarn.engine.exec.Execution;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.statement.Cancellation;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Statement;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One statement from submission to its end.
///
/// A virtual thread of its own waits for admission, plans, and carries out a command or starts the
/// plan of a select; whoever pulls takes batches straight from the execution. State changes under
/// this object's lock, which is never held over work.
final class RunningQuery implements Query {
    private final String id;
    private final String sql;
    private final Session session;
    private final List<@Nullable Object> parameters;
    private final Engine.Parts parts;
    private final Admission admission;
    private final Instant submitted;
    private final PlanRuns runs;
    private final Thread thread;
    private final CountDownLatch planned = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch threadEnded = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Runnable> closeActions = new ArrayList<>();

    private State state = State.QUEUED;
    private @Nullable SqlException cancelled;

    /// Set once it is cancelled, for planning to look at.
    private final AtomicBoolean stopped = new AtomicBoolean();

    private @Nullable Slot slot;
    private @Nullable Duration queued;
    private boolean closed;
    private List<DataType.Field> columns = List.of();
    private @Nullable Execution execution;
    private @Nullable SqlException failure;
    private @Nullable String updateType;
    private CommandResult result = CommandResult.DONE;
    private @Nullable Command finished;
    private Duration planning = Duration.ZERO;
    private @Nullable Instant ended;
    private QueryStats lastStats = QueryStats.NONE;
    private @Nullable OperatorStats lastProfile;
    private long resultRows;

    RunningQuery(
            String id,
            String sql,
            Session session,
            List<@Nullable Object> parameters,
            Engine.Parts parts,
            Admission admission) {
        this.id = id;
        this.sql = sql;
        this.session = session;
        this.parameters = new ArrayList<>(parameters);
        this.parts = parts;
        this.admission = admission;
        this.submitted = parts.clock().instant();
        this.runs = new PlanRuns(id, submitted, session, parts);
        this.thread = Thread.ofVirtual().name("query-" + id).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void whenClosed(Runnable action) {
        closeActions.add(action);
    }

    private void run() {
        try {
            TimeLimit.watch(session, id, over, this::cancel);
            Slot admitted = admission.enter(session);
            synchronized (this) {
                slot = admitted;
                queued = Duration.between(submitted, parts.clock().instant());
            }
            parts.transactions().during(session, this::planAndStart);
        } catch (InterruptedException | RuntimeException | Error e) {
            fail(e);
        } finally {
            planned.countDown();
            started.countDown();
            threadEnded.countDown();
        }
    }

    private void planAndStart() {
        enter(State.PLANNING);
        Instant begin = parts.clock().instant();
        Statement statement = planned();
        planning = Duration.between(begin, parts.clock().instant());
        throwIfCancelled();
        parts.transactions().check(session, statement);
        switch (statement) {
            case Statement.Select select -> start(select.plan(), () -> runs.start(select));
            case Command command -> carryOut(command);
        }
    }

    private Statement planned() {
        return Cancellation.during(stopped, () -> parts.planner().plan(session, sql, parameters));
    }

    /// What commands of this query work with in the name of `who`.
    private CommandContext context(Session who) {
        PlanRuns inName = new PlanRuns(id, submitted, who, parts);
        return new CommandContext(
                parts.catalogs().apply(who),
                who,
                parts.planner(),
                (plan, writes, batches) -> drain(inName.start(plan, writes), batches),
                parts.transactions(),
                parts.storeProperties(),
                this::context);
    }

    /// Carries out `first`, or what the text means once another writer has changed what it read.
    private void carryOut(Command first) {
        enter(State.RUNNING);
        CommandContext context = context(session);
        if (first instanceof Command.Commit) {
            // It ends the transaction if it fails, too.
            synchronized (this) {
                result = CommandResult.TRANSACTION_ENDED;
            }
        }
        CommandRun.Done done =
                CommandRun.run(
                        first,
                        context,
                        () -> {
                            throwIfCancelled();
                            return (Command) planned();
                        });
        Plan rows = done.result().rows();
        synchronized (this) {
            updateType = done.command().updateType();
            result = done.result();
            finished = done.command();
        }
        if (rows != null) {
            start(rows, () -> runs.start(rows));
            return;
        }
        planned.countDown();
        end(State.FINISHED, null);
    }

    private void start(Plan plan, Supplier<Execution> execution) {
        synchronized (this) {
            columns = plan.output();
        }
        planned.countDown();
        adopt(execution.get());
        enter(State.RUNNING);
    }

    /// Takes the rows of a plan that a command needs, in the query's own thread.
    private void drain(Execution running, Consumer<Batch> batches) {
        adopt(running);
        try {
            Batch batch = running.next();
            while (batch != null) {
                batches.accept(batch);
                batch = running.next();
            }
        } finally {
            running.close();
            lastStats = stats();
            lastProfile = profile();
            synchronized (this) {
                execution = null;
            }
        }
        throwIfCancelled();
    }

    private synchronized void adopt(Execution running) {
        execution = running;
        if (cancelled != null || closed) {
            running.cancel();
        }
    }

    private synchronized void enter(State next) {
        throwIfCancelled();
        if (!state.isFinal()) {
            state = next;
        }
    }

    private synchronized void throwIfCancelled() {
        if (cancelled != null) {
            throw cancelled;
        }
    }

    private void fail(Throwable cause) {
        SqlException error = CatalogFailures.sqlException(cause);
        boolean interrupted = cause instanceof InterruptedException;
        synchronized (this) {
            if (cancelled != null && error.code() != ErrorCode.COMMIT_STATE_UNKNOWN) {
                error = cancelled;
            } else if (interrupted) {
                error = userCancelled();
            }
        }
        boolean isCancelled = error.code() == ErrorCode.USER_CANCELED;
        if (!isCancelled) {
            parts.transactions().abort(session);
        }
        end(isCancelled ? State.CANCELLED : State.FAILED, error);
    }

    private static SqlException userCancelled() {
        return new SqlException(ErrorCode.USER_CANCELED, "Query was cancelled");
    }

    private void end(State last, @Nullable SqlException error) {
        synchronized (this) {
            if (state.isFinal()) {
                return;
            }
            lastStats = stats();
            lastProfile = profile();
            state = last;
            failure = error;
            ended = parts.clock().instant();
        }
        over.countDown();
        QueryLog.ended(this, last, error);
    }

    @Override
    public @Nullable Batch next() {
        await(started);
        Execution running;
        synchronized (this) {
            throwIfFailed();
            running = execution;
        }
        if (running == null || state().isFinal()) {
            return null;
        }
        try {
            Batch batch = running.next();
            if (batch == null) {
                end(State.FINISHED, null);
            } else {
                resultRows += batch.selectedCount();
            }
            return batch;
        } catch (RuntimeException | Error e) {
            fail(e);
            synchronized (this) {
                throwIfFailed();
            }
            throw e;
        }
    }

    private void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SqlException(
                    ErrorCode.USER_CANCELED, "The thread that waits for rows was interrupted");
        }
    }

    @Override
    public List<DataType.Field> columns() {
        await(planned);
        synchronized (this) {
            throwIfFailed();
            return columns;
        }
    }

    @Override
    public void cancel() {
        cancel(userCancelled());
    }

    private void cancel(SqlException reason) {
        Execution running;
        boolean inPlanning;
        synchronized (this) {
            if (state.isFinal()) {
                return;
            }
            cancelled = cancelled == null ? reason : cancelled;
            stopped.set(true);
            running = execution;
            inPlanning = state == State.PLANNING;
            if (state == State.QUEUED || inPlanning) {
                // Later on an interrupt could hit a commit, whose outcome would then be unknown:
                // none begins before the state changes, which this keeps from happening.
                thread.interrupt();
            }
        }
        if (inPlanning) {
            // Nobody needs to wait until the thread has seen it.
            fail(reason);
            planned.countDown();
            started.countDown();
        }
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        cancel();
        await(threadEnded);
        Execution running;
        synchronized (this) {
            running = execution;
        }
        if (running != null) {
            running.close();
        }
        synchronized (this) {
            if (!state.isFinal()) {
                lastStats = stats();
                lastProfile = profile();
            }
            execution = null;
        }
        end(
                State.CANCELLED,
                new SqlException(ErrorCode.USER_CANCELED, "Query was closed before its end"));
        Slot held = slot;
        if (held != null) {
            held.close();
        }
        closeActions.forEach(Runnable::run);
        QueryLog.tell(parts.listeners(), this);
    }

    @Override
    public synchronized QueryStats stats() {
        Execution running = state.isFinal() ? null : execution;
        QueryStats counters = running == null ? lastStats : QueryStats.of(running.progress());
        Instant until = ended == null ? parts.clock().instant() : ended;
        Duration elapsed = Duration.between(submitted, until);
        return counters.of(elapsed, queued == null ? elapsed : queued, planning, resultRows);
    }

    @Override
    public synchronized @Nullable OperatorStats profile() {
        return state.isFinal() || execution == null ? lastProfile : execution.profile();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public synchronized State state() {
        return state;
    }

    @Override
    public synchronized @Nullable String updateType() {
        return updateType;
    }

    @Override
    public synchronized OptionalLong updateCount() {
        return result.updateCount();
    }

    @Override
    public List<ColumnLineage> lineage() {
        Command command;
        synchronized (this) {
            command = finished;
        }
        return command == null
                ? List.of()
                : CommandLineage.of(command, parts.catalogs().apply(session), session);
    }

    @Override
    public synchronized List<SessionChange> sessionChanges() {
        return result.sessionChanges();
    }

    @Override
    public synchronized @Nullable SqlException failure() {
        return failure;
    }
}
