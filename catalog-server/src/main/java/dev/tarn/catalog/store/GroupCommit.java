package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/// Lets changes that wait for the one writer of a database share its transactions: one COMMIT, with
/// one sync of the disk, makes several durable.
///
/// Changes form a line. Whoever works takes the first, opens a transaction, and goes on with those
/// who wait by then, at most [#MAX_CHANGES]; then it commits and tells them all. Nobody waits for
/// company: a change that is alone is committed at once. Thread-safe.
public final class GroupCommit implements WriteTransactions {
    static final int MAX_CHANGES = 64;

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int MAX_WAITING = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Database database;
    private final Failures failures;
    private final Executor worker;
    private final BlockingQueue<WaitingChange<?>> line = new ArrayBlockingQueue<>(MAX_WAITING);

    /// @param worker does the work of all, best with one platform thread: SQLite's calls hold the
    ///   thread they are made on while they wait for the disk
    public GroupCommit(Database database, Executor worker) {
        this.database = database;
        this.failures = new Failures(database);
        this.worker = worker;
    }

    @Override
    public <T> T run(Function<Handle, T> work) {
        WaitingChange<T> change = new WaitingChange<>(work);
        if (!line.offer(change)) {
            throw new StoreUnavailableException(
                    "The catalog database cannot be written: %d changes wait already"
                            .formatted(MAX_WAITING));
        }
        try {
            worker.execute(this::commitWaiting);
        } catch (RejectedExecutionException e) {
            if (line.remove(change)) {
                throw new StoreUnavailableException("The catalog database is closed", e);
            }
        }
        return change.await(PATIENCE, line::remove);
    }

    private void commitWaiting() {
        WaitingChange<?> first = line.poll();
        if (first == null) {
            return; // went with an earlier one
        }
        SharedTransaction shared;
        try {
            shared = new SharedTransaction(database.writer().open(), failures);
        } catch (Throwable e) {
            first.refuse(
                    e instanceof Error
                            ? e
                            : new StoreUnavailableException(
                                    "The catalog database cannot be written", e));
            first.tell();
            return;
        }
        int count = 1;
        boolean goesOn = shared.add(first, MAX_CHANGES);
        while (goesOn) {
            WaitingChange<?> next = line.poll();
            goesOn = next != null && shared.add(next, MAX_CHANGES);
            count += next == null ? 0 : 1;
        }
        shared.end();
        LOG.debug("committed_together={}", count);
    }
}
