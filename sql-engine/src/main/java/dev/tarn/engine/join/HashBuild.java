package dev.tarn.engine.join;

import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The build side of a hash join. Thread-safe.
///
/// Drivers keep their rows and encoded keys, or write them where memory does not suffice; then what
/// was kept is put together as a table, by any worker; then probing begins.
final class HashBuild implements Sink {
    private final Plan.HashJoin plan;
    private final JoinKeys keys;
    private final JoinColumns columns;
    private final JoinSpill spill;
    private final QueryContext query;
    private final BuildFilters filters;
    private final List<BuildDriver> drivers = new ArrayList<>();
    private final List<BuildDriver> finished = new ArrayList<>();
    private @Nullable BuildTable table;
    private volatile boolean hasNullKey;

    /// @param spill where rows go that do not fit in memory
    HashBuild(Plan.HashJoin plan, JoinColumns columns, JoinSpill spill, QueryContext query) {
        this.plan = plan;
        this.keys = JoinKeys.of(plan);
        this.columns = columns;
        this.spill = spill;
        this.query = query;
        this.filters = new BuildFilters(keys.layout(), query);
        this.table = new BuildTable(keys, columns, query);
    }

    JoinKeys keys() {
        return keys;
    }

    /// What this says to scans of the other side.
    BuildFilters filters() {
        return filters;
    }

    @Override
    public synchronized Sink.Local open() {
        BuildDriver driver = new BuildDriver(plan, this, columns, spill, query);
        drivers.add(driver);
        return driver;
    }

    /// Called by a driver that has no more rows.
    synchronized void finished(BuildDriver driver) {
        finished.add(driver);
    }

    void foundNullKey() {
        hasNullKey = true;
    }

    /// Once all rows have come: drivers that had ended when another began to write a partition
    /// follow it.
    @Override
    public synchronized void finish() {
        List<KeptRows> kept = new ArrayList<>();
        finished.forEach(driver -> kept.addAll(driver.end()));
        finished.clear();
        List<Reservation> held = drivers.stream().map(BuildDriver::held).toList();
        table().begin(kept, held);
    }

    int assemblyCount() {
        return table().assemblyCount();
    }

    void assemble(int piece) {
        BuildTable assembled = table();
        assembled.assemble(piece);
        if (piece == 0 && !spill.isActive()) {
            filters.begin(assembled);
        }
    }

    int rangeCount() {
        return table().rangeCount();
    }

    /// Adds a range of rows to the table.
    void fill(int range) {
        BuildTable filled = table();
        filled.fill(range);
        if (!spill.isActive()) {
            filters.measure(filled, range);
        }
    }

    /// Adds a range of rows to what is said of their keys.
    void addToFilters(int range) {
        if (!spill.isActive()) {
            filters.add(table(), range);
        }
    }

    /// The rows in memory.
    BuildTable table() {
        return Objects.requireNonNull(table);
    }

    /// Whether there is no build row, in memory or on disk.
    boolean isEmpty() {
        return table().rowCount() == 0 && !spill.isActive();
    }

    /// Whether some build row has a null key.
    boolean hasNullKey() {
        return hasNullKey;
    }

    /// Lets go of the rows in memory, once they were probed, where others on disk need the room.
    synchronized void release() {
        BuildTable probed = table;
        if (probed != null) {
            probed.close();
            table = null;
        }
    }

    @Override
    public synchronized void close() {
        drivers.forEach(driver -> driver.held().close());
        drivers.clear();
        release();
        filters.close();
    }
}
