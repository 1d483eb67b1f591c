package dev.tarn.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Counts the steps that one thread takes through a catalog's database and files, and makes one of
/// them go wrong. Steps of other threads pass.
final class FaultSteps {

    /// What goes through: connections to write with, statements, COMMIT, and calls of files.
    enum Site {
        CONNECT,
        STATEMENT,
        COMMIT,
        FILE_OPEN,
        FILE_STAT,
        FILE_LIST,
        FILE_CREATE,
        FILE_WRITE,
        FILE_CLOSE,
        FILE_DELETE;

        boolean isDatabase() {
            return this == CONNECT || this == STATEMENT || this == COMMIT;
        }
    }

    /// How a step goes wrong.
    enum Fault {
        /// It fails and was never done.
        FAIL_BEFORE,
        /// It is done, and its answer is lost.
        FAIL_AFTER,
        /// It fails, and so does every later step of the database until the request has ended.
        OUTAGE_BEFORE,
        /// It is done, its answer is lost, and so is that of every later step of the database.
        OUTAGE_AFTER,
        /// The process dies before it.
        KILL_BEFORE,
        /// The process dies after it.
        KILL_AFTER,
        /// The database rolls back because of another transaction.
        CONFLICT,
        /// COMMIT is on its way and arrives, or does not, only after the request has ended.
        LATE,
        /// Somebody else changes something just before it.
        RIVAL;

        boolean fits(Site site, boolean isInTransaction) {
            return switch (this) {
                case CONFLICT -> site.isDatabase();
                case LATE -> site == Site.COMMIT;
                case RIVAL -> !isInTransaction && site != Site.COMMIT;
                case FAIL_BEFORE,
                        FAIL_AFTER,
                        OUTAGE_BEFORE,
                        OUTAGE_AFTER,
                        KILL_BEFORE,
                        KILL_AFTER ->
                        true;
            };
        }
    }

    /// The process dies: no handler of exceptions sees it, and nothing it tries works any more.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("Killed", null, false, false);
        }
    }

    /// How a failure looks at the place it happens in.
    interface Failure<X extends Exception> {
        X of(Fault fault);
    }

    private final Thread owner = Thread.currentThread();
    private final List<Site> taken = new ArrayList<>();
    private int armedAt = -1;
    private Fault armed = Fault.FAIL_BEFORE;
    private Runnable rival = () -> {};
    private boolean isFired;
    private boolean isDead;
    private boolean isOut;
    private boolean isQuiet = true;

    /// Starts to count; step `number`, counted from 0, goes wrong where the fault fits it.
    void arm(int number, Fault fault, Runnable meanwhile) {
        taken.clear();
        armedAt = number;
        armed = fault;
        rival = meanwhile;
        isFired = false;
        isDead = false;
        isOut = false;
        isQuiet = false;
    }

    /// Stops counting: everything works again.
    void disarm() {
        isQuiet = true;
        isOut = false;
    }

    /// For the clean-up of a process that was killed.
    void bury() {
        disarm();
        isDead = false;
    }

    List<Site> taken() {
        return List.copyOf(taken);
    }

    boolean hasFired() {
        return isFired;
    }

    boolean isDead() {
        return isDead && Thread.currentThread() == owner;
    }

    /// The fault that this COMMIT is to meet by leaving it undone, else null.
    boolean isLateHere() {
        return !isQuiet
                && Thread.currentThread() == owner
                && taken.size() == armedAt
                && armed == Fault.LATE;
    }

    <T, X extends Exception> T take(
            Site site, boolean isInTransaction, Callable<T> action, Failure<X> failure)
            throws Exception {
        if (isQuiet || Thread.currentThread() != owner) {
            return action.call();
        }
        if (isDead) {
            throw new Killed();
        }
        if (isOut && site.isDatabase()) {
            throw failure.of(armed);
        }
        int number = taken.size();
        taken.add(site);
        if (number != armedAt || isFired || !armed.fits(site, isInTransaction)) {
            return action.call();
        }
        isFired = true;
        return fire(action, failure);
    }

    private <T, X extends Exception> T fire(Callable<T> action, Failure<X> failure)
            throws Exception {
        switch (armed) {
            case FAIL_BEFORE, CONFLICT, LATE -> throw failure.of(armed);
            case FAIL_AFTER -> {
                action.call();
                throw failure.of(armed);
            }
            case OUTAGE_BEFORE -> {
                isOut = true;
                throw failure.of(armed);
            }
            case OUTAGE_AFTER -> {
                action.call();
                isOut = true;
                throw failure.of(armed);
            }
            case KILL_BEFORE -> {
                isDead = true;
                throw new Killed();
            }
            case KILL_AFTER -> {
                action.call();
                isDead = true;
                throw new Killed();
            }
            case RIVAL -> {
                isQuiet = true;
                rival.run();
                isQuiet = false;
                return action.call();
            }
        }
        throw new IllegalStateException("Every fault is handled: " + armed);
    }
}
