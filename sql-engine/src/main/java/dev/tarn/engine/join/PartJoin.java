package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.QueryContext;
import dev.tarn.engine.physical.Plan;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// Joins one part on disk: as many build rows as there is room for are loaded, all probe rows go
/// by, then what is to be given of the build rows follows; and so on with the next build rows.
/// Owned by one thread.
final class PartJoin implements AutoCloseable {
    private final Plan.HashJoin plan;
    private final JoinColumns columns;
    private final JoinSpill spill;
    private final SpilledPart part;
    private final QueryContext query;
    private final JoinKeys keys;
    private final RunRows buildRows;
    private @Nullable Batch nextBuild;
    private boolean begun;
    private @Nullable MatchedRows marks;
    private @Nullable BuildBlock block;
    private @Nullable HashProbe probe;
    private @Nullable RunRows probeRows;
    private @Nullable BuildRows given;
    private int givenRange;

    PartJoin(
            Plan.HashJoin plan,
            JoinColumns columns,
            JoinSpill spill,
            SpilledPart part,
            QueryContext query) {
        this.plan = plan;
        this.columns = columns;
        this.spill = spill;
        this.part = part;
        this.query = query;
        this.keys = JoinKeys.of(plan);
        this.buildRows = new RunRows(part.build());
        this.nextBuild = buildRows.next();
    }

    /// The next rows that the join gives; null at the end.
    @Nullable Batch next() {
        while (true) {
            query.checkRunning();
            if (probe != null) {
                Batch batch = probe(probe);
                if (batch != null) {
                    return batch;
                }
            } else if (given != null) {
                Batch batch = given(given);
                if (batch != null) {
                    return batch;
                }
            } else if (begun && nextBuild == null) {
                return null;
            } else {
                beginBlock();
            }
        }
    }

    private @Nullable Batch probe(HashProbe running) {
        Batch batch = running.next();
        if (batch != null) {
            return batch;
        }
        Batch more = Objects.requireNonNull(probeRows).next();
        if (more != null) {
            running.accept(spill.probeColumns().widened(more));
            return null;
        }
        probe = null;
        if (plan.type().endsWithRight()) {
            givenRange = 0;
            given = given();
        } else {
            endBlock();
        }
        return null;
    }

    private BuildRows given() {
        BuildTable built = Objects.requireNonNull(block).table();
        return new BuildRows(
                plan.type(),
                plan.left().output(),
                built::take,
                built.matched(),
                query.config().batchRowCount(),
                givenRange);
    }

    private @Nullable Batch given(BuildRows rows) {
        Batch batch = rows.next();
        if (batch != null) {
            return batch;
        }
        givenRange++;
        if (givenRange < BuildRows.rangeCount(Objects.requireNonNull(block).table().rowCount())) {
            given = given();
        } else {
            given = null;
            endBlock();
        }
        return null;
    }

    private void beginBlock() {
        BuildBlock built = new BuildBlock(keys, plan.rightKeys(), columns, query);
        block = built;
        nextBuild = built.load(nextBuild, buildRows::next, spill.buildColumns());
        boolean last = nextBuild == null;
        if (!last && !begun) {
            marks = new MatchedRows(part.probeRows(), query.memory().open("join marks"));
        }
        begun = true;
        if (marks != null) {
            marks.rewind(last);
        }
        probeRows = new RunRows(part.probe());
        HashProbe.Whole whole = new HashProbe.Whole(part.build().isEmpty(), false);
        probe = new HashProbe(plan, built.table(), whole, marks, query);
    }

    private void endBlock() {
        if (block != null) {
            block.close();
            block = null;
        }
    }

    @Override
    public void close() {
        endBlock();
        if (marks != null) {
            marks.close();
        }
        part.release();
    }
}
