package dev.tarn.storage.parquet;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;
import dev.tarn.storage.Piece;
import dev.tarn.storage.RowSieve;
import dev.tarn.storage.RowSieves;
import dev.tarn.storage.StorageException;
import dev.tarn.storage.parquet.prune.RowRanges;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Some ranges of rows of one row group, their pages in memory. Holds one page of each column
/// decompressed.
///
/// Batches begin at multiples of their row count within the row group, so that they are the same
/// whichever way the row group is cut.
final class RowPiece implements Piece, RowSieve.Columns {
    /// Batches without a row left after which the driver gets its turn to look up.
    private static final int SIEVED_BATCHES = 8;

    /// From one selected row in this many on, values that differ in length are kept of all rows.
    private static final int KEPT_TEXTS = 16;

    private static final Batch NOTHING = new Batch(List.of(), 0);

    private final Place place;
    private final Owner owner;
    private RowRanges ranges;
    private final ColumnTree tree;
    private final @Nullable LeafReader[] leaves;
    private final @Nullable KeptColumn[] kept;
    private final Vector[] vectors;

    /// What kept values are widened into where batches are lent.
    private final KeptVector.Room[] rooms;

    private final RowSieves sieves;
    private @Nullable RowSieve sieve;

    private int rangeNumber;
    private long row;
    private int rowCount;

    /// Which row group: number `rowGroup` of the file, whose first row is at position `first`.
    record Place(String location, int rowGroup, long first, int batchRowCount) {}

    /// What each leaf column is read from: its pages, and what is kept of it. A column whose rows
    /// are all kept has no reader.
    record Columns(@Nullable LeafReader[] leaves, @Nullable KeptColumn[] kept) {}

    /// Whoever cut the piece: asked for the rows that may still match, null for all, and told when
    /// the piece is closed.
    record Owner(Supplier<@Nullable RowRanges> live, Runnable onClose) {}

    RowPiece(
            Place place,
            RowRanges ranges,
            ColumnTree tree,
            Columns columns,
            RowSieves sieves,
            Owner owner) {
        this.place = place;
        this.ranges = ranges;
        this.tree = tree;
        this.leaves = columns.leaves();
        this.kept = columns.kept();
        this.vectors = new Vector[leaves.length];
        this.rooms = new KeptVector.Room[leaves.length];
        Arrays.setAll(rooms, _ -> new KeptVector.Room());
        this.sieves = sieves;
        this.owner = owner;
    }

    @Override
    public @Nullable Batch next() {
        RowSieve open = sieve;
        if (open == null) {
            open = sieves.open();
            sieve = open;
            begin();
        }
        int sieved = 0;
        while (rangeNumber < ranges.count()) {
            row = Math.max(row, ranges.start(rangeNumber));
            long end = ranges.end(rangeNumber);
            if (row == end) {
                rangeNumber++;
                continue;
            }
            long untilGrid = place.batchRowCount() - row % place.batchRowCount();
            rowCount = (int) Math.min(end - row, untilGrid);
            sieves.counters().rows.add(rowCount);
            Batch batch = open.sieve(rowCount, this);
            row += rowCount;
            if (batch != null) {
                return batch;
            }
            sieved++;
            if (sieved == SIEVED_BATCHES) {
                return NOTHING;
            }
        }
        return null;
    }

    /// Takes a last look at what is known by now.
    private void begin() {
        sieves.counters().pieces.increment();
        RowRanges wanted = owner.live().get();
        if (wanted != null) {
            RowRanges left = ranges.intersect(wanted);
            sieves.counters().rowsSkippedLive.add(ranges.rowCount() - left.rowCount());
            ranges = left;
        }
    }

    @Override
    public int count() {
        return tree.columns().size();
    }

    @Override
    public Vector load(int ordinal, int @Nullable [] selection, int selectedCount) {
        ColumnNode node = tree.columns().get(ordinal);
        boolean lends = sieves.lends(ordinal) && node instanceof ColumnNode.Leaf;
        for (int leaf : tree.columnLeaves().get(ordinal)) {
            vectors[leaf] = read(leaf, lends, selection, selectedCount);
        }
        try {
            ColumnAssembly assembly = new ColumnAssembly(leaves, vectors, place.first() + row);
            return assembly.column(node, rowCount);
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw corrupt("its nested columns do not fit together", e);
        }
    }

    private Vector read(int leaf, boolean lends, int @Nullable [] selection, int selectedCount) {
        KeptColumn column = kept[leaf];
        if (column != null) {
            KeptVector.Room room = lends ? rooms[leaf] : null;
            Vector known = column.find(row, rowCount, selection, selectedCount, room);
            if (known != null) {
                sieves.counters().cacheHits.increment();
                return known;
            }
            sieves.counters().cacheMisses.increment();
        }
        LeafReader reader = Objects.requireNonNull(leaves[leaf]);
        try {
            boolean fills = column != null && column.isFilling();
            reader.lend(lends && !fills);
            useWait(reader);
            boolean isAll = fills && isKeptWhole(reader.column(), selectedCount, rowCount);
            int[] wanted = isAll ? null : selection;
            Vector vector = reader.read(row, rowCount, wanted, selectedCount);
            if (column != null && fills) {
                column.keep(row, vector, wanted, selectedCount);
            }
            return vector;
        } catch (StorageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw corrupt(reader.column().name(), e);
        }
    }

    /// Whether rows that are not selected are decoded too where some are, to be kept: their page is
    /// decompressed anyway, and only batches that have all their rows are read again without it.
    private static boolean isKeptWhole(LeafColumn column, int selectedCount, int rowCount) {
        return !column.varies() || (long) selectedCount * KEPT_TEXTS >= rowCount;
    }

    /// While another driver decompresses what `reader` needs next, decompresses what other columns
    /// need of pages that both drivers have rows of. A page that is damaged is told by whoever
    /// needs it: maybe nobody does.
    private void useWait(LeafReader reader) {
        for (int leaf = 0; leaf < leaves.length && reader.isBusy(row); leaf++) {
            LeafReader other = leaves[leaf];
            if (other != null && other != reader) {
                other.openAhead(row);
            }
        }
    }

    private StorageException corrupt(String column, Exception e) {
        return ParquetFailures.of(
                "row group %d, column %s".formatted(place.rowGroup(), column), place.location(), e);
    }

    @Override
    public long rowCount() {
        return ranges.rowCount();
    }

    @Override
    public void close() {
        RowSieve open = sieve;
        sieve = null;
        if (open != null) {
            open.close();
        }
        for (LeafReader leaf : leaves) {
            if (leaf != null) {
                leaf.close();
            }
        }
        owner.onClose().run();
    }
}
