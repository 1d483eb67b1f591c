package dev.tarn.server.shell;

import dev.tarn.engine.Query;
import dev.tarn.engine.QueryStats;
import dev.tarn.server.output.Amounts;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A line at the bottom of the terminal about the query that runs, once it takes longer than a
/// moment; wiped when it has ended or begins to answer.
final class Progress implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final long REDRAW_MILLIS = 150;
    private static final int BAR_WIDTH = 30;
    private static final String WIPE = "\r\033[K";

    private final Supplier<@Nullable Query> running;
    private final PrintStream terminal;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("progress").factory());
    private boolean shown;
    private boolean answering;

    Progress(Supplier<@Nullable Query> running, PrintStream terminal) {
        this.running = running;
        this.terminal = terminal;
        clock.scheduleWithFixedDelay(
                this::draw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void draw() {
        Query query = running.get();
        if (query == null || answering) {
            return;
        }
        QueryStats stats = query.stats();
        if (stats.elapsed().compareTo(PATIENCE) > 0) {
            terminal.print(WIPE + line(stats));
            terminal.flush();
            shown = true;
        }
    }

    /// Rows are coming: no line may be drawn between them.
    synchronized void answering() {
        wipe();
        answering = true;
    }

    synchronized void ended() {
        wipe();
        answering = false;
    }

    private void wipe() {
        if (shown) {
            terminal.print(WIPE);
            terminal.flush();
            shown = false;
        }
    }

    /// For example `[######............] 31 % 12.4M rows 2.1 s`.
    static String line(QueryStats stats) {
        StringBuilder line = new StringBuilder();
        if (stats.totalSplits() > 0) {
            double share = Math.min(1.0, (double) stats.completedSplits() / stats.totalSplits());
            int filled = (int) (share * BAR_WIDTH);
            line.append('[').append("#".repeat(filled)).append(".".repeat(BAR_WIDTH - filled));
            line.append("] ").append((int) (share * 100)).append(" %  ");
        }
        return line.append(Amounts.count(stats.processedRows()))
                .append(" rows  ")
                .append(Amounts.bytes(stats.processedBytes()))
                .append("  ")
                .append(String.format(Locale.ROOT, "%.1f s", stats.elapsed().toMillis() / 1000.0))
                .toString();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
