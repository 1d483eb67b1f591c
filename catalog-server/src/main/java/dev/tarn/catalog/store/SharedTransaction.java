package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

import java.util.ArrayList;
import java.util.List;

/// One transaction that changes share, each after the first in a savepoint of its own. Owns the
/// handle; used by one thread, until [#end].
///
/// A change that fails takes back what it wrote and no more. Why it failed is told only when the
/// others are committed, because it may be for something that they wrote: a name that is taken, a
/// version that has moved. If they come to nothing, it has to be run again.
final class SharedTransaction {
    private static final String SAVEPOINT = "change";

    private final Handle handle;
    private final Failures failures;
    private final List<WaitingChange<?>> changes = new ArrayList<>();
    private boolean isOver;

    SharedTransaction(Handle handle, Failures failures) {
        this.handle = handle;
        this.failures = failures;
    }

    /// Runs one more change.
    ///
    /// @return whether there can be another one: the transaction is still open, and has `max`
    ///   changes not yet
    boolean add(WaitingChange<?> change, int max) {
        boolean isFirst = changes.isEmpty();
        changes.add(change);
        try {
            if (isFirst) {
                handle.begin();
                change.runOn(handle);
            } else {
                handle.savepoint(SAVEPOINT);
                change.runOn(handle);
                handle.releaseSavepoint(SAVEPOINT);
            }
        } catch (JdbiException e) {
            change.refuse(failures.ofStatement(e));
            takeBack(isFirst, e);
        } catch (Throwable e) {
            change.refuse(e);
            takeBack(isFirst, e);
        }
        return !isOver && changes.size() < max;
    }

    private void takeBack(boolean isFirst, Throwable cause) {
        if (isFirst) {
            rollback(cause);
            return;
        }
        try {
            handle.rollbackToSavepoint(SAVEPOINT);
        } catch (Throwable e) {
            cause.addSuppressed(e); // SQLite ends a transaction itself when its disk is full
            rollback(cause);
            refuseAll(cause);
        }
    }

    private void rollback(Throwable cause) {
        isOver = true;
        try {
            handle.rollback();
        } catch (Throwable e) {
            cause.addSuppressed(e);
        }
    }

    /// The transaction came to nothing for a reason that is not theirs.
    private void refuseAll(Throwable cause) {
        for (WaitingChange<?> change : changes.subList(0, changes.size() - 1)) {
            change.refuse(new RolledBackException(cause));
        }
    }

    /// Commits, gives the connection back and tells everybody.
    void end() {
        try {
            if (!isOver) {
                commit();
            }
        } finally {
            WriteTransactions.closeQuietly(handle);
            changes.forEach(WaitingChange::tell);
        }
    }

    private void commit() {
        try {
            handle.commit();
        } catch (RuntimeException e) {
            for (WaitingChange<?> change : changes) {
                change.refuse(
                        change.isRefused() ? new RolledBackException(e) : failures.ofCommit(e));
            }
        } catch (Error e) {
            changes.forEach(change -> change.refuse(e));
        }
    }
}
