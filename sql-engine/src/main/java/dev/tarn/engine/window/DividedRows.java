package dev.tarn.engine.window;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.columnar.FlatVector;
import dev.tarn.engine.columns.KeyLayout;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.exec.Sink;
import dev.tarn.engine.memory.Reservation;
import dev.tarn.engine.physical.Plan;
import dev.tarn.engine.physical.WindowLimit;
import dev.tarn.engine.spill.PartitionedRuns;
import dev.tarn.engine.spill.Run;
import dev.tarn.engine.spill.SpillFile;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// All rows of a window, divided by the hash of their partition keys. Thread-safe.
///
/// Drivers keep few rows as they come, and divide them once there are more; when all are in, few
/// rows are one piece of work, many are [PieceStore#PIECES]. Where memory is short, drivers write
/// what they have to disk, piece by piece, and then all rows go there. One partition of all rows
/// cannot. Pieces that do not fit in memory even then are given row by row again, if anybody asks.
/// Where only the first rows of each partition are wanted, drivers leave out others now and then.
final class DividedRows implements Sink {
    private final Plan.Window plan;
    private final QueryContext query;
    private final @Nullable KeyLayout layout;
    private final @Nullable FirstRows first;
    private final List<Reservation> reservations = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private int morselCount = 1;

    /// Pieces that are computed whole, where some are not.
    private @Nullable List<Integer> fitting;

    private final List<Run> largeRuns = new ArrayList<>();
    private volatile boolean spilling;

    DividedRows(Plan.Window plan, QueryContext query) {
        this.plan = plan;
        this.query = query;
        List<DataType> types =
                plan.partitionKeys().stream()
                        .map(key -> plan.input().output().get(key).type())
                        .toList();
        this.layout = types.isEmpty() ? null : KeyLayout.of(types, true);
        WindowLimit limit = plan.limit();
        this.first = limit == null ? null : new FirstRows(plan, limit);
        if (layout != null) {
            query.spill().reserve();
        }
    }

    @Override
    public synchronized Local open() {
        Reservation held = query.memory().open("window");
        Reservation gathered = query.memory().open("window spill");
        reservations.add(held);
        reservations.add(gathered);
        return new Part(held, gathered);
    }

    /// Rows that one driver has brought.
    private final class Part implements Local {
        private final Reservation held;
        private final Reservation gathered;
        private final PieceStore kept = new PieceStore(plan, layout);
        private @Nullable PartitionedRuns written;
        private List<@Nullable Run> runs = List.of();

        Part(Reservation held, Reservation gathered) {
            this.held = held;
            this.gathered = gathered;
        }

        @Override
        public void accept(Batch batch) {
            if (spilling || !makeRoom(kept.sizeBytes() + batch.sizeBytes())) {
                write(batch.compact());
                return;
            }
            kept.add(batch);
            if (kept.isWorthDividing() && makeRoom(2 * kept.sizeBytes())) {
                kept.divide();
            }
            held.resize(kept.sizeBytes());
            if (first != null) {
                kept.leaveOut(first, held, query);
            }
        }

        /// Whether there is room for so many bytes; if not, rows go to disk from now on.
        private boolean makeRoom(long bytes) {
            if (layout == null) {
                held.resize(bytes);
            } else if (!held.tryGrow(bytes)) {
                spilling = true;
            }
            return !spilling;
        }

        /// Writes the rows of `batch`, and before them all that was kept.
        private void write(Batch batch) {
            spill();
            Objects.requireNonNull(written).add(batch, kept.piecesOf(batch));
        }

        /// Writes all that was kept.
        void spill() {
            PartitionedRuns target = written;
            if (target == null) {
                SpillFile file = query.spill().openFile("window", query.counters().spill(plan));
                List<DataType> types = plan.input().output().stream().map(Field::type).toList();
                target = new PartitionedRuns(file, types, PieceStore.PIECES, gathered);
                written = target;
            }
            kept.moveTo(target);
            held.resize(0);
        }

        /// Ends what was written.
        void seal() {
            PartitionedRuns target = written;
            if (target != null) {
                runs = target.finish();
                written = null;
                gathered.resize(0);
            }
        }

        /// Divides what is not.
        void divide() {
            if (!kept.isDivided()) {
                held.resize(2 * kept.sizeBytes());
                kept.divide();
                held.resize(kept.sizeBytes());
            }
        }

        /// The run of one morsel; null where nothing was written of it.
        @Nullable Run run(int morsel) {
            return runs.isEmpty() ? null : runs.get(morsel);
        }

        @Override
        public void finish() {
            if (spilling) {
                spill();
            }
            add(this);
        }
    }

    private synchronized void add(Part part) {
        parts.add(part);
    }

    /// Divides what is not yet, where there are many rows: at most a few thousand a driver are
    /// left. Writes what was kept before others had to write theirs.
    @Override
    public synchronized void finish() {
        boolean divided =
                layout != null
                        && (spilling || parts.stream().anyMatch(part -> part.kept.isDivided()));
        morselCount = divided ? PieceStore.PIECES : 1;
        for (Part part : parts) {
            if (spilling) {
                part.spill();
                part.seal();
            } else if (divided) {
                part.divide();
            }
        }
    }

    /// Decides which pieces are computed whole, as far as memory suffices for each worker to have
    /// one; the rows of the others are given by [#largeRun]. One piece of work.
    synchronized void decide() {
        if (!spilling && !fitBesideAll()) {
            spilling = true;
            finish();
        }
        if (!spilling) {
            return;
        }
        long mostBytes = query.memory().growableBytes() / query.config().workerCount();
        fitting = new ArrayList<>();
        for (int piece = 0; piece < morselCount; piece++) {
            if (PieceBytes.of(plan, runs(piece)) <= mostBytes) {
                fitting.add(piece);
            } else {
                largeRuns.addAll(runs(piece));
            }
        }
    }

    /// Whether there is room for computing pieces that are in memory, one by each worker.
    private boolean fitBesideAll() {
        long[] bytes = new long[morselCount];
        for (int piece = 0; piece < morselCount; piece++) {
            for (Part part : parts) {
                bytes[piece] += PieceBytes.of(plan, part.kept.rows(piece));
            }
        }
        return PieceBytes.ofLargest(bytes, query.config().workerCount())
                <= query.memory().growableBytes();
    }

    private List<Run> runs(int piece) {
        List<Run> runs = new ArrayList<>();
        for (Part part : parts) {
            Run run = part.run(piece);
            if (run != null) {
                runs.add(run);
            }
        }
        return runs;
    }

    synchronized int largeRunCount() {
        return largeRuns.size();
    }

    /// Rows of pieces that are too large, of one run.
    synchronized Morsel largeRun(int number) {
        return new RunMorsel(largeRuns.get(number), query);
    }

    /// Pieces that are computed whole.
    synchronized int morselCount() {
        return fitting == null ? morselCount : fitting.size();
    }

    /// What one morsel has: the vectors of each column, whose room stays reserved until the end,
    /// and runs on disk, which who takes them releases.
    record Taken(List<List<FlatVector>> columns, List<Run> runs) {}

    synchronized Taken take(int number) {
        int morsel = fitting == null ? number : fitting.get(number);
        List<List<FlatVector>> columns = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        for (int column = 0; column < plan.input().output().size(); column++) {
            columns.add(new ArrayList<>());
        }
        for (Part part : parts) {
            Run run = part.run(morsel);
            if (run != null) {
                runs.add(run);
                continue;
            }
            List<List<FlatVector>> taken = spilling ? List.of() : part.kept.columns(morsel);
            for (int column = 0; column < taken.size(); column++) {
                columns.get(column).addAll(taken.get(column));
                taken.get(column).clear();
            }
        }
        return new Taken(columns, runs);
    }

    @Override
    public synchronized void close() {
        reservations.forEach(Reservation::close);
        parts.clear();
    }
}
