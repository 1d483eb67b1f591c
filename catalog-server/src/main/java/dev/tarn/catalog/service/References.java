package dev.tarn.catalog.service;

import dev.tarn.catalog.store.EntryKind;
import dev.tarn.catalog.store.KeyRange;
import dev.tarn.catalog.store.PointerRow;
import dev.tarn.catalog.store.UpkeepStore;

import org.apache.iceberg.TableMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// The files that tables reach outside their own locations: those another table may not delete.
///
/// No two tables share a location, live or dropped, in any warehouse of the database. So a file
/// that two tables reach lies outside the location of one of them, and to find all shared files it
/// is enough to know what each table reaches beyond its location. For nearly all tables that is
/// nothing; that fact, once found, is kept in the database for the table's metadata file, and such
/// a table is not read again until its next commit.
///
/// References that are committed before the search starts are found. So whoever deletes files must
/// make sure first that nobody can rightly add one: the files' table was dropped before.
final class References {
    private static final Logger LOG = LoggerFactory.getLogger(References.class);
    private static final int PAGE = 500;
    private static final int MAX_READS = 5;
    private static final int MAX_SHARED = 5_000_000;

    private final UpkeepStore store;
    private final WarehouseFiles warehouses;
    private final Visitor visitor;
    private long foreignCount;

    private References(UpkeepStore store, WarehouseFiles warehouses, Visitor visitor) {
        this.store = store;
        this.warehouses = warehouses;
        this.visitor = visitor;
    }

    /// Who looks at what is found.
    interface Visitor {
        /// A table reaches a file outside its own location, which is canonical.
        void foreign(PointerRow row, String canonical);

        /// Files of a table are missing, so that what it reaches is not known.
        void unread(PointerRow row);

        /// Called between files.
        void heartbeat();
    }

    /// The files that are interesting and found.
    private record Collecting(Predicate<String> isInteresting, Runnable beat, Set<String> found)
            implements Visitor {
        @Override
        public void foreign(PointerRow row, String canonical) {
            if (isInteresting.test(canonical)
                    && found.add(canonical)
                    && found.size() > MAX_SHARED) {
                throw new IllegalStateException(
                        "More than %d files are shared with other tables; delete by hand what is left"
                                .formatted(MAX_SHARED));
            }
        }

        @Override
        public void unread(PointerRow row) {
            LOG.warn(
                    "Files of a table are missing and count as reaching nothing: id={}"
                            + " metadata={}",
                    row.id(),
                    row.metadataLocation());
        }

        @Override
        public void heartbeat() {
            beat.run();
        }
    }

    /// Searches all live and kept tables.
    ///
    /// @param isInteresting canonical locations to look for
    static Set<String> search(
            UpkeepStore store,
            WarehouseFiles warehouses,
            Predicate<String> isInteresting,
            Runnable heartbeat) {
        Collecting collecting = new Collecting(isInteresting, heartbeat, new HashSet<>());
        visit(store, warehouses, collecting);
        return collecting.found;
    }

    /// The same, file by file; some may come more than once.
    static void visit(UpkeepStore store, WarehouseFiles warehouses, Visitor visitor) {
        References references = new References(store, warehouses, visitor);
        String after = null;
        while (true) {
            List<PointerRow> page = store.listPointers(new KeyRange(after, PAGE));
            page.forEach(references::add);
            if (page.size() < PAGE) {
                return;
            }
            after = page.getLast().id();
        }
    }

    private void add(PointerRow seen) {
        PointerRow row = seen;
        for (int reads = 1; ; reads++) {
            visitor.heartbeat();
            if (row.kind() == EntryKind.VIEW) {
                visit(row, row.metadataLocation());
                return;
            }
            if (row.isProven() || isRead(row)) {
                return;
            }
            // something was missing: a commit may have moved it meanwhile
            Optional<PointerRow> now = store.findPointer(row.id());
            if (now.isEmpty()) {
                return;
            }
            if (now.get().metadataLocation().equals(row.metadataLocation())) {
                visitor.unread(row);
                return;
            }
            if (reads == MAX_READS) {
                throw new IllegalStateException(
                        "Table %s changed %d times while it was read; try again later"
                                .formatted(row.location(), MAX_READS));
            }
            row = now.get();
        }
    }

    /// False when some file was missing.
    private boolean isRead(PointerRow row) {
        MetadataFiles files = warehouses.of(row.warehouseId());
        TableMetadata metadata;
        try {
            metadata = files.readTable(row.metadataLocation());
        } catch (RuntimeException e) {
            if (TableFiles.isMissing(e)) {
                return false;
            }
            throw e;
        }
        foreignCount = 0;
        TableFiles reached = new TableFiles(files.io(), metadata, visitor::heartbeat);
        reached.forEach(file -> visit(row, file));
        if (reached.hasMissing()) {
            return false;
        }
        if (foreignCount == 0) {
            store.saveOwnFilesProof(row.id(), row.metadataLocation());
        }
        return true;
    }

    private void visit(PointerRow row, String file) {
        String canonical = Locations.canonical(file);
        if (Locations.isUnder(row.location(), canonical)) {
            return;
        }
        foreignCount++;
        visitor.foreign(row, canonical);
    }
}
