package dev.tarn.bench.duel;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.JavaValues;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.Query;
import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;
import dev.tarn.server.query.StatementRunner;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Tarn in this process, through the same door as its shell. Whoever opened the lake closes it.
public final class TarnSide implements Side {
    private final StatementRunner runner;
    private final Session keeping;
    private final Session planning;
    private volatile Session session;

    public TarnSide(StatementRunner runner, Session session) {
        this.runner = runner;
        this.keeping = session;
        this.planning = new SessionChange.SetProperty("plan_cache", "false").applyTo(session);
        this.session = keeping;
    }

    /// The same in a session with a property set.
    public TarnSide with(String property, String value) {
        return new TarnSide(
                runner, new SessionChange.SetProperty(property, value).applyTo(keeping));
    }

    /// From now on, whether plans of earlier queries are used; they are unless this was called.
    public void keepPlans(boolean isOn) {
        session = isOn ? keeping : planning;
    }

    @Override
    public Answer ask(String sql) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long peak = each(sql, batch -> addRows(batch, rows));
        return new Answer(rows, peak);
    }

    private static void addRows(Batch batch, List<List<@Nullable Object>> rows) {
        for (int row = 0; row < batch.rowCount(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Vector column : batch.columns()) {
                values.add(JavaValues.value(column, row));
            }
            rows.add(values);
        }
    }

    /// Runs `sql` and gives its batches to `consumer` in order, on this thread; the highest
    /// reservation of memory, in bytes.
    public long each(String sql, Consumer<Batch> consumer) {
        try (Query query = runner.start(session, sql)) {
            for (Batch batch = query.next(); batch != null; batch = query.next()) {
                consumer.accept(batch);
            }
            return query.stats().peakMemoryBytes();
        }
    }

    @Override
    public void close() {}
}
