package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.RunReader;

import org.jspecify.annotations.Nullable;

/// The rows of a run, a batch at a time; releases the run. Owned by one driver.
final class RunMorsel implements Morsel {
    private final Run run;
    private final Reservation reservation;
    private @Nullable RunReader reader;

    RunMorsel(Run run, QueryContext query) {
        this.run = run;
        this.reservation = query.memory().open("window spill");
    }

    @Override
    public @Nullable Batch next() {
        RunReader opened = reader;
        if (opened == null) {
            reservation.resize(run.largestBatchBytes());
            opened = run.open();
            reader = opened;
        }
        return opened.next();
    }

    @Override
    public void close() {
        run.release();
        reservation.close();
    }
}
