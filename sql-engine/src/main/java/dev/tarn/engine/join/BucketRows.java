package dev.tarn.engine.join;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Field;
import dev.tarn.engine.exec.Closing;
import dev.tarn.engine.exec.KeyRange;
import dev.tarn.engine.exec.Morsel;
import dev.tarn.engine.exec.NumberedSource;
import dev.tarn.engine.exec.RowSorter;
import dev.tarn.engine.order.OrderedCursor;
import dev.tarn.engine.order.OrderedMerge;
import dev.tarn.engine.physical.SortKey;
import dev.tarn.storage.table.Split;

import org.apache.iceberg.DataFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The rows of one side of a group of a merge join, or of a range of its keys, in their order:
/// those of its files, merged. Owned by one driver.
///
/// What is joined cannot be taken back, so that a file's order is known before its first row is
/// given: its keys are looked through, once in the life of the process, and where they are not in
/// order, or the file does not say that they are, its rows are sorted first. A file is read only
/// once all are prepared.
final class BucketRows implements Morsel {
    private static final Logger LOG = LoggerFactory.getLogger(BucketRows.class);

    private final MergeJoins.Side side;
    private final KeyRange range;
    private final MergeJoins.Shared shared;
    private final ArrayDeque<Split> unprepared;
    private final List<Split> ordered = new ArrayList<>();
    private final List<AheadRows> rows = new ArrayList<>();
    private @Nullable Preparation preparation;
    private @Nullable OrderedMerge merge;
    private boolean opened;

    BucketRows(MergeJoins.Side side, List<Split> files, KeyRange range, MergeJoins.Shared shared) {
        this.side = side;
        this.range = range;
        this.shared = shared;
        this.unprepared = new ArrayDeque<>(files);
    }

    /// What the rows are in the order of.
    List<SortKey> order() {
        return side.order();
    }

    /// A file that is read to its end before the join begins.
    private sealed interface Preparation {
        Morsel rows();
    }

    private record Checking(Split file, Morsel rows, OrderCheck check) implements Preparation {}

    private record Sorting(Morsel rows, RowSorter sorter) implements Preparation {}

    @Override
    public boolean isReady(Runnable waker) {
        Preparation begun = preparation;
        if (begun != null) {
            return begun.rows().isReady(waker);
        }
        for (AheadRows of : rows) {
            if (!of.isReady(waker)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public @Nullable Batch next() {
        if (!opened) {
            prepare();
            return NumberedSource.NOTHING;
        }
        if (rows.size() <= 1) {
            return rows.isEmpty() ? null : rows.getFirst().next();
        }
        OrderedMerge merging = merge;
        if (merging == null) {
            List<OrderedCursor> cursors = new ArrayList<>();
            rows.forEach(of -> cursors.add(new OrderedCursor(side.order(), of::next)));
            merging = new OrderedMerge(types(), cursors);
            merge = merging;
            return NumberedSource.NOTHING;
        }
        return merging.next(shared.query().config().batchRowCount());
    }

    private List<DataType> types() {
        return side.scan().output().stream().map(Field::type).toList();
    }

    /// Goes a batch on with what is to be done before the join begins.
    private void prepare() {
        Preparation begun = preparation;
        if (begun != null) {
            goOn(begun);
            return;
        }
        Split file = unprepared.poll();
        if (file != null) {
            begin(file);
            return;
        }
        ordered.forEach(known -> rows.add(new AheadRows(open(known))));
        opened = true;
    }

    private Morsel open(Split file) {
        return side.files().open(file, side.leadingKey(), range);
    }

    private void begin(Split file) {
        Integer id = file.task().file().sortOrderId();
        if (id == null || !side.layout().orders().contains(id)) {
            shared.counters().untagged.increment();
            preparation = sorting(file);
            return;
        }
        Boolean known = VerifiedFiles.SHARED.find(key(file));
        if (known == null) {
            List<Integer> ordinals = side.order().stream().map(SortKey::ordinal).toList();
            List<SortKey> keys = new ArrayList<>();
            for (SortKey key : side.order()) {
                keys.add(new SortKey(keys.size(), key.descending(), key.nullsFirst()));
            }
            preparation =
                    new Checking(file, side.files().openAll(file, ordinals), new OrderCheck(keys));
            return;
        }
        conclude(file, known);
    }

    private void conclude(Split file, boolean isOrdered) {
        if (isOrdered) {
            ordered.add(file);
            return;
        }
        shared.counters().disordered.increment();
        preparation = sorting(file);
    }

    private Preparation sorting(Split file) {
        return new Sorting(open(file), side.newSorter());
    }

    private void goOn(Preparation begun) {
        Batch batch = begun.rows().next();
        switch (begun) {
            case Checking checking -> {
                if (batch != null && checking.check.isOrdered()) {
                    checking.check.add(batch);
                    return;
                }
                end(checking);
                verified(checking.file, checking.check.isOrdered());
            }
            case Sorting sorting -> {
                if (batch == null) {
                    rows.add(new AheadRows(sorting.sorter.sorted()));
                    end(sorting);
                } else if (batch.selectedCount() > 0) {
                    sorting.sorter.add(batch);
                }
            }
        }
    }

    private void end(Preparation done) {
        preparation = null;
        close(done);
    }

    private static void close(Preparation done) {
        done.rows().close();
        if (done instanceof Sorting sorting) {
            sorting.sorter.close();
        }
    }

    private void verified(Split file, boolean isOrdered) {
        VerifiedFiles.SHARED.put(key(file), isOrdered);
        shared.counters().verified.increment();
        if (!isOrdered) {
            DataFile of = file.task().file();
            LOG.warn(
                    "File out of order: file={} sort_order_id={} table={}",
                    of.location(),
                    of.sortOrderId(),
                    side.scan().name());
        }
        conclude(file, isOrdered);
    }

    private VerifiedFiles.Key key(Split file) {
        List<String> order = new ArrayList<>();
        for (SortKey key : side.order()) {
            order.add(
                    "%d %b %b"
                            .formatted(
                                    side.scan().projection().columns().get(key.ordinal()).fieldId(),
                                    key.descending(),
                                    key.nullsFirst()));
        }
        DataFile of = file.task().file();
        return new VerifiedFiles.Key(of.location(), of.fileSizeInBytes(), order);
    }

    @Override
    public void close() {
        List<AutoCloseable> parts = new ArrayList<>(rows);
        Preparation begun = preparation;
        preparation = null;
        if (begun != null) {
            parts.add(() -> close(begun));
        }
        Closing.closeAll(parts);
    }
}
