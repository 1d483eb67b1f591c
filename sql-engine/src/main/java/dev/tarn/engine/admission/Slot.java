package dev.tarn.engine.admission;

/// The right to run, held by one query until it closes it. Thread-safe.
public final class Slot implements AutoCloseable {
    private final Admission admission;
    private final Party party;
    private boolean closed;

    Slot(Admission admission, Party party) {
        this.admission = admission;
        this.party = party;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        admission.leave(party);
    }
}
