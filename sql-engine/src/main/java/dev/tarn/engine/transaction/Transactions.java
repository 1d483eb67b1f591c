package dev.tarn.engine.transaction;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.TableSource;
import dev.tarn.engine.statement.AccessCommand;
import dev.tarn.engine.statement.Command;
import dev.tarn.engine.statement.Statement;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The transactions that are open. A session names its own by an id that nobody guesses. Those that
/// nobody uses for a while are rolled back. Thread-safe.
public final class Transactions implements AutoCloseable {
    /// How many are open at once.
    public static final int MOST_OPEN = 256;

    /// How many of one user are.
    public static final int MOST_OPEN_OF_USER = 64;

    /// After how long without a statement one is rolled back.
    public static final Duration MOST_IDLE = Duration.ofMinutes(5);

    private final Duration mostIdle;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    private record Open(Transaction transaction, IdleTime idle) {}

    public Transactions() {
        this(MOST_IDLE);
    }

    public Transactions(Duration mostIdle) {
        this.mostIdle = mostIdle;
    }

    /// Something that a statement of a session does.
    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    /// Begins a transaction of `session`; its id.
    ///
    /// @throws SqlException NOT_SUPPORTED inside another one; EXCEEDED_TRANSACTION_LIMIT
    public String begin(Session session, boolean serializable, boolean readOnly) {
        if (session.transaction() != null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED, "There are no transactions inside transactions");
        }
        String id = UUID.randomUUID().toString();
        add(new Transaction(id, session, serializable, readOnly));
        return id;
    }

    private synchronized void add(Transaction transaction) {
        if (open.size() >= MOST_OPEN) {
            throw tooMany("%d transactions are open".formatted(MOST_OPEN));
        }
        String user = transaction.user();
        long own =
                open.values().stream()
                        .filter(each -> each.transaction().user().equals(user))
                        .count();
        if (own >= MOST_OPEN_OF_USER) {
            throw tooMany("%d transactions of %s are open".formatted(MOST_OPEN_OF_USER, user));
        }
        String id = transaction.id();
        open.put(id, new Open(transaction, IdleTime.watch(id, mostIdle, () -> expire(id))));
    }

    private static SqlException tooMany(String what) {
        return new SqlException(
                ErrorCode.EXCEEDED_TRANSACTION_LIMIT, what + "; wait for one to end");
    }

    /// Does what a statement of `session` does; those of one transaction come one after the other.
    public void during(Session session, Work work) throws InterruptedException {
        Open used = find(session);
        if (used == null) {
            work.run();
            return;
        }
        used.transaction().enter();
        try {
            work.run();
        } finally {
            used.transaction().leave();
        }
    }

    /// Keeps the transaction of `session` from being idle until what it returns is run.
    public Runnable use(Session session) {
        Open used = find(session);
        return used == null ? () -> {} : used.idle().use();
    }

    /// Where the tables of a statement of `session` come from.
    public TableSource tables(Session session) {
        String id = session.transaction();
        if (id == null) {
            return TableSource.CURRENT;
        }
        Open used = find(session);
        if (used != null) {
            return used.transaction();
        }
        return (_, _) -> {
            throw unknown(session);
        };
    }

    /// Lets `statement` of `session` through, whose transaction allows it.
    ///
    /// @throws SqlException UNKNOWN_TRANSACTION, TRANSACTION_ALREADY_ABORTED, READ_ONLY_VIOLATION,
    ///   NOT_IN_TRANSACTION; NOT_SUPPORTED for what no transaction can do; PERMISSION_DENIED where
    ///   the session uses other roles by now
    public void check(Session session, Statement statement) {
        boolean ends = statement instanceof Command.Commit || statement instanceof Command.Rollback;
        String id = session.transaction();
        if (id == null) {
            if (ends) {
                throw new SqlException(
                        ErrorCode.NOT_IN_TRANSACTION, "No transaction is in progress");
            }
            return;
        }
        if (ends) {
            return;
        }
        Open used = find(session);
        if (used == null) {
            throw unknown(session);
        }
        used.transaction().requireOpen();
        used.transaction().requireRoles(session);
        if (statement instanceof Command command) {
            check(command, used.transaction());
        }
    }

    private static void check(Command command, Transaction transaction) {
        switch (command) {
            case Command.Insert _,
                    Command.ReplacePartitions _,
                    Command.ChangeRows _,
                    Command.CopyInto _,
                    Command.TruncateTable _ -> {
                if (transaction.isReadOnly()) {
                    throw new SqlException(
                            ErrorCode.READ_ONLY_VIOLATION,
                            "%s in a transaction that is READ ONLY"
                                    .formatted(command.updateType()));
                }
            }
            case Command.Use _,
                    Command.ChangeSession _,
                    Command.BeginTransaction _,
                    Command.Commit _,
                    Command.Rollback _,
                    Command.Access(AccessCommand.ShowGrants _),
                    Command.Access(AccessCommand.ShowRoles _) -> {}
            default ->
                    throw new SqlException(
                            ErrorCode.NOT_SUPPORTED,
                            "%s is not possible in a transaction, which changes rows of tables; COMMIT it first"
                                    .formatted(command.updateType()));
        }
    }

    /// Aborts the transaction of `session`, if it has one, because a statement has failed.
    public void abort(Session session) {
        Open used = find(session);
        if (used != null) {
            used.transaction().abort();
        }
    }

    /// Commits the transaction of `session`, which ends in any case.
    ///
    /// @throws SqlException UNKNOWN_TRANSACTION, TRANSACTION_ALREADY_ABORTED, TRANSACTION_CONFLICT;
    ///   PERMISSION_DENIED where the session uses other roles by now; COMMIT_STATE_UNKNOWN where
    ///   nobody knows
    public void commit(Session session) {
        Open ending = remove(find(session));
        if (ending == null) {
            throw unknown(session);
        }
        ending.transaction().commit(session);
    }

    /// Rolls back the transaction of `session`; nothing is left to do where that has ended.
    public void rollBack(Session session) {
        Open ending = remove(find(session));
        if (ending != null) {
            ending.transaction().rollBack();
        }
    }

    /// Rolls back one that nobody has used; false while it is at work.
    private boolean expire(String id) {
        Open idle = open.get(id);
        if (idle == null) {
            return true;
        }
        if (!idle.transaction().tryEnter()) {
            return false;
        }
        try {
            if (remove(idle) != null) {
                idle.transaction().rollBack();
            }
            return true;
        } finally {
            idle.transaction().leave();
        }
    }

    private @Nullable Open find(Session session) {
        String id = session.transaction();
        Open found = id == null ? null : open.get(id);
        return found != null && found.transaction().user().equals(session.user()) ? found : null;
    }

    /// `ending` for whoever is the one to end it.
    private @Nullable Open remove(@Nullable Open ending) {
        if (ending == null || open.remove(ending.transaction().id()) == null) {
            return null;
        }
        ending.idle().end();
        return ending;
    }

    private SqlException unknown(Session session) {
        return new SqlException(
                ErrorCode.UNKNOWN_TRANSACTION,
                "There is no transaction %s open for %s: it was committed or rolled back, as one is that nobody uses for %d seconds, or is somebody else's"
                        .formatted(session.transaction(), session.user(), mostIdle.toSeconds()));
    }

    /// Rolls back whatever is open.
    @Override
    public void close() {
        for (Open each : open.values()) {
            Open ending = remove(each);
            if (ending != null) {
                ending.transaction().rollBack();
            }
        }
    }
}
