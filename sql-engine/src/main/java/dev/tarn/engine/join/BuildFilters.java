package dev.tarn.engine.join;

import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.memory.Reservation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What a build side says of its keys to scans of the other side, once all its rows are in one
/// table; nothing where some are on disk. Thread-safe once all targets are known.
final class BuildFilters implements AutoCloseable {
    private final KeyLayout layout;
    private final QueryContext query;
    private final Reservation reservation;
    private final Map<List<Integer>, KeyFilter> filters = new HashMap<>();
    private final AtomicInteger measuredRanges = new AtomicInteger();
    private final AtomicInteger addedRanges = new AtomicInteger();

    BuildFilters(KeyLayout layout, QueryContext query) {
        this.layout = layout;
        this.query = query;
        this.reservation = query.memory().open("join filters");
    }

    /// Whether something can be known of the keys that `target` gives.
    boolean supports(FilterTarget target) {
        return target.keys().size() > 1 || KeyRows.supports(layout, target.keys().getFirst());
    }

    /// What this will say to `target`, once all ranges are added.
    JoinFilter filter(FilterTarget target) {
        int key = target.keys().size() > 1 ? -1 : target.keys().getFirst();
        KeyFilter filter = filters.computeIfAbsent(target.keys(), _ -> new KeyFilter(key));
        filter.filterRows(target.filtersRows());
        List<String> names = new ArrayList<>();
        for (int ordinal : target.ordinals()) {
            names.add(target.scan().projection().columns().get(ordinal).name());
        }
        return new JoinFilter(filter, names, target.ordinals(), target.filtersRows());
    }

    /// Takes the keys of `table`, before any range is measured.
    void begin(BuildTable table) {
        for (KeyFilter filter : filters.values()) {
            filter.begin(table.keys(), table.nullKeys());
        }
    }

    /// Measures a range of the rows of `table`; with the last one it is chosen what to keep.
    void measure(BuildTable table, int range) {
        filters.values().forEach(filter -> filter.measure(table.from(range), table.to(range)));
        if (measuredRanges.incrementAndGet() == table.rangeCount()) {
            for (KeyFilter filter : filters.values()) {
                reservation.resize(reservation.heldBytes() + filter.choose());
            }
        }
    }

    /// Adds a range of rows to what is known of their keys.
    void add(BuildTable table, int range) {
        query.checkRunning();
        filters.values().forEach(filter -> filter.add(table.from(range), table.to(range)));
        if (addedRanges.incrementAndGet() == table.rangeCount()) {
            filters.values().forEach(KeyFilter::complete);
        }
    }

    @Override
    public void close() {
        reservation.close();
    }
}
