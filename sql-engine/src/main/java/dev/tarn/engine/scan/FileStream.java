package dev.tarn.engine.scan;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.Source;

import org.jspecify.annotations.Nullable;

/// The rows of one read in order: what is fetched on a thread of its own, as a morsel that can be
/// waited for. Owned by one driver.
final class FileStream implements Morsel {
    private final ReadAhead source;
    private @Nullable Morsel pieces;
    private boolean ended;

    /// Opens `source`, which has one read and one driver, and closes it.
    FileStream(ReadAhead source) {
        this.source = source;
        source.open();
    }

    @Override
    public boolean isReady(Runnable waker) {
        if (pieces != null || ended) {
            return true;
        }
        return switch (source.poll(waker)) {
            case Source.Ready ready -> {
                pieces = ready.morsel();
                yield true;
            }
            case Source.Idle.WAIT -> false;
            case Source.Idle.END -> {
                ended = true;
                yield true;
            }
        };
    }

    @Override
    public @Nullable Batch next() {
        Morsel taken = pieces;
        if (taken == null) {
            return ended ? null : NumberedSource.NOTHING;
        }
        Batch batch = taken.next();
        if (batch != null) {
            return batch;
        }
        taken.close();
        pieces = null;
        return NumberedSource.NOTHING;
    }

    @Override
    public void close() {
        Morsel taken = pieces;
        pieces = null;
        ended = true;
        if (taken != null) {
            taken.close();
        }
        source.close();
    }
}
