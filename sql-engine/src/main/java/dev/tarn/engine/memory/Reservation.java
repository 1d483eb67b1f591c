package dev.tarn.engine.memory;

import org.jspecify.annotations.Nullable;

/// The bytes that one structure of one operator holds. Ask before growing; close to give all of it
/// back. Calls are serialized, so that a structure may be filled by one thread and closed by
/// another.
public final class Reservation implements AutoCloseable {
    private final QueryMemory memory;
    private final String operator;
    private long heldBytes;
    private final @Nullable MemoryAccount account = MemoryAccount.current();
    private boolean closed;

    Reservation(QueryMemory memory, String operator) {
        this.memory = memory;
        this.operator = operator;
    }

    /// Holds `bytes` from now on, more or less than before.
    ///
    /// @throws dev.tarn.engine.SqlException EXCEEDED_MEMORY_LIMIT if the query or the pool has no
    ///   room; what was held stays held
    public synchronized void resize(long bytes) {
        if (!tryResize(bytes)) {
            throw memory.refusal(operator, heldBytes, bytes - heldBytes);
        }
    }

    /// As [#resize(long)], but says false where that fails.
    public synchronized boolean tryResize(long bytes) {
        checkOpen();
        long moreBytes = bytes - heldBytes;
        if (moreBytes > 0 && !memory.take(moreBytes)) {
            return false;
        }
        if (moreBytes < 0) {
            memory.giveBack(-moreBytes);
        }
        heldBytes = bytes;
        charge(moreBytes);
        return true;
    }

    /// As [#tryResize(long)], for those who can spill instead: they are refused while there is
    /// still some room for those who cannot, and the query is short then.
    public synchronized boolean tryGrow(long bytes) {
        if (bytes <= heldBytes) {
            return tryResize(bytes);
        }
        checkOpen();
        if (!memory.takeSpillable(bytes - heldBytes)) {
            return false;
        }
        charge(bytes - heldBytes);
        heldBytes = bytes;
        return true;
    }

    /// As [#tryGrow(long)], for those who can just as well do without: a refusal tells nobody that
    /// memory is short.
    public synchronized boolean tryGrowIfSpare(long bytes) {
        if (bytes <= heldBytes) {
            return tryResize(bytes);
        }
        checkOpen();
        if (!memory.takeSpare(bytes - heldBytes)) {
            return false;
        }
        charge(bytes - heldBytes);
        heldBytes = bytes;
        return true;
    }

    /// As [#tryGrow(long)], but what is held in all may be of what is left to others as long as it
    /// is at most `smallBytes`: too little for spilling it to help.
    public synchronized boolean tryGrow(long bytes, long smallBytes) {
        boolean small = bytes <= smallBytes && !memory.isScarce();
        return small && tryResize(bytes) || tryGrow(bytes);
    }

    /// Holds `bytes` of what `other` holds, or all of it where that is less; they are never given
    /// back in between. `other` is of the same query.
    public void takeOver(Reservation other, long bytes) {
        long taken = other.handOver(bytes);
        synchronized (this) {
            checkOpen();
            heldBytes += taken;
            charge(taken);
        }
    }

    private synchronized long handOver(long bytes) {
        long given = Math.min(bytes, heldBytes);
        heldBytes -= given;
        charge(-given);
        return given;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("Reservation of " + operator + " is closed");
        }
    }

    public synchronized long heldBytes() {
        return heldBytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        memory.giveBack(heldBytes);
        charge(-heldBytes);
        heldBytes = 0;
    }

    private void charge(long bytes) {
        if (account != null) {
            account.add(bytes);
        }
    }
}
