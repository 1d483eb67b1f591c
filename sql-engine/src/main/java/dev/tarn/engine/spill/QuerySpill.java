package dev.tarn.engine.spill;

import dev.tarn.engine.memory.QueryMemory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// What one query has on disk; closing it deletes whatever is left. Thread-safe.
///
/// Blocks are written and read through buffers that all operators of the query share, one a worker,
/// since a worker is at one block at a time. Operators that may spill have them reserved before the
/// query starts, so that there is room for them when memory is short.
public final class QuerySpill implements AutoCloseable {
    private final SpillSpace space;
    private final QueryMemory memory;
    private final int workerCount;
    private final List<SpillBuffers> buffers = new ArrayList<>();
    private final ArrayDeque<SpillBuffers> idle = new ArrayDeque<>();
    private final Set<SpillFile> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final LongAdder writtenBytes = new LongAdder();
    private final LongAdder openedFiles = new LongAdder();
    private boolean closed;

    QuerySpill(SpillSpace space, QueryMemory memory, int workerCount) {
        this.space = space;
        this.memory = memory;
        this.workerCount = workerCount;
    }

    /// Makes sure that there will be buffers, for which [SpillBuffers#RESERVE_BYTES] a worker are
    /// reserved; for builders of operators that may spill.
    ///
    /// @throws dev.tarn.engine.SqlException EXCEEDED_MEMORY_LIMIT if there is no room for them
    public synchronized void reserve() {
        while (buffers.size() < workerCount) {
            SpillBuffers made = new SpillBuffers(memory.open("spill buffers"));
            buffers.add(made);
            idle.add(made);
        }
    }

    /// Buffers that nobody uses, to be given back soon.
    synchronized SpillBuffers borrow() {
        SpillBuffers free = idle.poll();
        if (free == null) {
            free = new SpillBuffers(memory.open("spill buffers"));
            buffers.add(free);
        }
        return free;
    }

    synchronized void giveBack(SpillBuffers used) {
        idle.add(used);
    }

    /// A new file of `operator`, whose name appears in errors; what is written is added to
    /// `counters`.
    ///
    /// @throws dev.tarn.engine.SqlException STORAGE_ERROR if it cannot be made,
    ///   EXCEEDED_MEMORY_LIMIT where nothing may be spilled
    public SpillFile openFile(String operator, SpillCounters counters) {
        SpillFile file = space.openFile(this, operator, counters);
        synchronized (this) {
            if (!closed) {
                open.add(file);
                openedFiles.increment();
                counters.files.increment();
                return file;
            }
        }
        file.close();
        throw new IllegalStateException("Query has ended");
    }

    /// Bytes that were written since the query began.
    public long writtenBytes() {
        return writtenBytes.sum();
    }

    /// Files that were opened since the query began.
    public long openedFiles() {
        return openedFiles.sum();
    }

    void take(String operator, long bytes) {
        space.take(operator, bytes);
        writtenBytes.add(bytes);
    }

    synchronized void closed(SpillFile file, long bytes) {
        open.remove(file);
        space.giveBack(bytes);
    }

    @Override
    public void close() {
        List<SpillFile> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(open);
        }
        left.forEach(SpillFile::close);
        buffers.forEach(SpillBuffers::close);
    }
}
