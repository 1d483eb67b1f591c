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
    private final Predicate<String> isInteresting;
    private final Runnable heartbeat;
    private final Set<String> found = new HashSet<>();
    private long foreignCount;

    private References(
            UpkeepStore store,
            WarehouseFiles warehouses,
            Predicate<String> isInteresting,
            Runnable heartbeat) {
        this.store = store;
        this.warehouses = warehouses;
        this.isInteresting = isInteresting;
        this.heartbeat = heartbeat;
    }

    /// Searches all live and kept tables.
    ///
    /// @param isInteresting canonical locations to look for
    static References search(
            UpkeepStore store,
            WarehouseFiles warehouses,
            Predicate<String> isInteresting,
            Runnable heartbeat) {
        References references = new References(store, warehouses, isInteresting, heartbeat);
        String after = null;
        while (true) {
            List<PointerRow> page = store.listPointers(new KeyRange(after, PAGE));
            page.forEach(references::add);
            if (page.size() < PAGE) {
                return references;
            }
            after = page.getLast().id();
        }
    }

    /// Whether a table reaches that file from outside.
    boolean contains(String canonical) {
        return found.contains(canonical);
    }

    private void add(PointerRow seen) {
        PointerRow row = seen;
        for (int reads = 1; ; reads++) {
            heartbeat.run();
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
                LOG.warn(
                        "Files of a table are missing and count as reaching nothing: id={}"
                                + " metadata={}",
                        row.id(),
                        row.metadataLocation());
                return;
            }
            if (reads == MAX_READS) {
                throw new IllegalStateException(
                        "Table %s changed %d times while it was read; the purge tries again later"
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
        TableFiles reached = new TableFiles(files.io(), metadata, heartbeat);
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
        if (isInteresting.test(canonical) && found.add(canonical) && found.size() > MAX_SHARED) {
            throw new IllegalStateException(
                    "More than %d files are shared with other tables; delete by hand what is left"
                            .formatted(MAX_SHARED));
        }
    }
}
