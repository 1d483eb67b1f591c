package dev.tarn.engine.admission;

import dev.tarn.engine.AdmissionConfig;
import dev.tarn.engine.AdmissionUsage;
import dev.tarn.engine.EngineConfig;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Lets queries run while limits allow it; further ones wait, and are refused where too many wait.
/// Thread-safe.
///
/// First come, first served, except that who waits for a limit of their own holds up nobody else.
/// The queue never has one that could run: it is looked through whenever a query leaves or memory
/// is given back. A query also starts while little memory is free if no other runs.
public final class Admission {
    private final EngineConfig limits;
    private final AdmissionConfig own;
    private final LongSupplier freeBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiter> queue = new ArrayList<>();
    private final Tally running = new Tally();
    private final Tally queued = new Tally();
    private long refused;
    private volatile boolean isAnyWaiting;

    /// A query in the queue; guarded by the lock.
    private static final class Waiter {
        private final Party party;
        private final Condition changed;
        private boolean admitted;

        Waiter(Party party, Condition changed) {
            this.party = party;
            this.changed = changed;
        }
    }

    /// @param freeBytes what of the engine's memory is free now
    public Admission(EngineConfig limits, LongSupplier freeBytes) {
        this.limits = limits;
        this.own = limits.admission();
        this.freeBytes = freeBytes;
    }

    /// Waits until a query of `session` may run.
    ///
    /// @throws SqlException QUERY_QUEUE_FULL
    /// @throws InterruptedException if the waiting thread was interrupted; the query waits no more
    public Slot enter(Session session) throws InterruptedException {
        Party party = party(session);
        lock.lockInterruptibly();
        try {
            if (mayRun(party)) {
                running.add(party);
                return new Slot(this, party);
            }
            checkRoom(party);
            Waiter waiter = new Waiter(party, lock.newCondition());
            queue.add(waiter);
            queued.add(party);
            isAnyWaiting = true;
            await(waiter);
            return new Slot(this, party);
        } finally {
            lock.unlock();
        }
    }

    private void await(Waiter waiter) throws InterruptedException {
        // Memory may have been given back before anybody knew that somebody waits.
        admit();
        try {
            while (!waiter.admitted) {
                waiter.changed.await();
            }
        } catch (InterruptedException e) {
            if (waiter.admitted) {
                running.remove(waiter.party);
            } else {
                queue.remove(waiter);
                queued.remove(waiter.party);
            }
            admit();
            throw e;
        }
    }

    void leave(Party party) {
        lock.lock();
        try {
            running.remove(party);
            admit();
        } finally {
            lock.unlock();
        }
    }

    /// Says that memory was given back. Costs next to nothing while nobody waits.
    public void memoryFreed() {
        if (!isAnyWaiting) {
            return;
        }
        lock.lock();
        try {
            admit();
        } finally {
            lock.unlock();
        }
    }

    public AdmissionUsage usage() {
        lock.lock();
        try {
            return new AdmissionUsage(running.all(), queued.all(), refused);
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        Iterator<Waiter> waiters = queue.iterator();
        while (waiters.hasNext() && running.all() < limits.maxConcurrentQueries()) {
            Waiter waiter = waiters.next();
            if (mayRun(waiter.party)) {
                waiters.remove();
                queued.remove(waiter.party);
                running.add(waiter.party);
                waiter.admitted = true;
                waiter.changed.signal();
            }
        }
        isAnyWaiting = !queue.isEmpty();
    }

    private boolean mayRun(Party party) {
        if (running.all() >= limits.maxConcurrentQueries()
                || running.ofUser(party.user()) >= own.maxConcurrentOfUser()) {
            return false;
        }
        AdmissionConfig.Group group = party.group();
        if (group != null && running.ofGroup(group.role()) >= group.maxConcurrent()) {
            return false;
        }
        return running.all() == 0 || freeBytes.getAsLong() >= own.minFreeBytes();
    }

    private void checkRoom(Party party) {
        AdmissionConfig.Group group = party.group();
        if (queued.all() >= limits.maxQueuedQueries()) {
            throw full("Too many queries", queued.all());
        }
        if (queued.ofUser(party.user()) >= own.maxQueuedOfUser()) {
            throw full("Too many queries of user " + party.user(), own.maxQueuedOfUser());
        }
        if (group != null && queued.ofGroup(group.role()) >= group.maxQueued()) {
            throw full("Too many queries of group " + group.role(), group.maxQueued());
        }
    }

    private SqlException full(String what, int waiting) {
        refused++;
        return new SqlException(
                ErrorCode.QUERY_QUEUE_FULL,
                "%s: %d are waiting already, which is the limit".formatted(what, waiting));
    }

    private Party party(Session session) {
        return new Party(session.user(), group(session));
    }

    private AdmissionConfig.@Nullable Group group(Session session) {
        for (AdmissionConfig.Group group : own.groups()) {
            if (session.roles().contains(group.role())) {
                return group;
            }
        }
        return null;
    }
}
