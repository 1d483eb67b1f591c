package dev.tarn.engine.exec;

import dev.tarn.engine.memory.MemoryAccount;

import java.util.concurrent.atomic.LongAdder;

/// What one node of a running plan counts. Thread-safe.
///
/// `rows` and `batches` are what the node gives to the one above it. `wallNanos` is how long
/// workers were in its source, operators and sinks, also while others had the processor; `cpuNanos`
/// is the node's part of the processor time that was measured a quantum at a time, by those
/// lengths. `memory` is what its structures reserve.
public final class NodeCounters {
    public final LongAdder rows = new LongAdder();
    public final LongAdder batches = new LongAdder();
    public final LongAdder wallNanos = new LongAdder();
    public final LongAdder cpuNanos = new LongAdder();
    public final MemoryAccount memory = new MemoryAccount();

    void give(long rowCount) {
        rows.add(rowCount);
        batches.increment();
    }
}
