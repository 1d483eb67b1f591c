package dev.tarn.engine.exec;

/// Waiting for threads to end.
public final class Threads {
    private Threads() {}

    /// Waits until `thread` has ended, whatever happens; an interrupt is kept for later.
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
