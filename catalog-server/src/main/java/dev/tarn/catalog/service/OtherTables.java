package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.PlanRow;
import dev.tarn.catalog.store.PointerRow;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequestParser;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// What others than one table have where its files are: other tables and views of the database,
/// live or dropped, and clients with scan plans. For whoever deletes files of that table while it
/// lives. Thread-safe.
public final class OtherTables {
    private final CatalogContext context;
    private final Upkeep upkeep;
    private final Clock clock;

    OtherTables(CatalogContext context, Upkeep upkeep, Clock clock) {
        this.context = context;
        this.upkeep = upkeep;
        this.clock = clock;
    }

    /// Others than `table`.
    ///
    /// @throws org.apache.iceberg.exceptions.ForbiddenException if the current caller may not take
    ///   snapshots away from it
    public Others than(TableIdentifier table) {
        return new Others(context.table(table, Privilege.ALTER));
    }

    /// Others than one table, as they are when asked.
    public final class Others {
        private final EntryRow table;

        private Others(EntryRow table) {
            this.table = table;
        }

        /// Whether the catalog may write there, and no other table or view lives there or sends
        /// files there, be it dropped and not forgotten yet.
        public boolean mayDelete(String file) {
            String canonical = Locations.canonical(file);
            int slash = canonical.lastIndexOf('/');
            return slash > 0
                    && context.locations().allows(canonical)
                    && !upkeep.store()
                            .isTaken(
                                    Outside.withAncestors(canonical.substring(0, slash)),
                                    table.id());
        }

        /// The files that others reach outside their own locations, in canonical spelling; some
        /// more than once.
        ///
        /// @throws IllegalStateException if files of another table are missing, so that what it
        ///   reaches is not known
        public void references(Consumer<String> files) {
            Caller.system()
                    .during(() -> {
                        References.visit(upkeep.store(), upkeep.files(), new Telling(files));
                        return table;
                    });
        }

        /// Whether a client has a scan plan of that snapshot of the table.
        public boolean isPlanned(long snapshotId) {
            for (PlanRow plan : upkeep.store().listOpenPlans(table.id(), clock.millis())) {
                Set<Long> read = snapshots(plan);
                if (read == null || read.contains(snapshotId)) {
                    return true;
                }
            }
            return false;
        }

        private final class Telling implements References.Visitor {
            private final Consumer<String> files;

            Telling(Consumer<String> files) {
                this.files = files;
            }

            @Override
            public void foreign(PointerRow row, String canonical) {
                if (!row.id().equals(table.id())) {
                    files.accept(canonical);
                }
            }

            @Override
            public void unread(PointerRow row) {
                if (!row.id().equals(table.id())) {
                    throw new IllegalStateException(
                            "Files of the table at %s are missing (its metadata is %s), so it is not known which files it shares; restore them, or drop it and let go of it (`tarn purge --keep-files`)"
                                    .formatted(row.location(), row.metadataLocation()));
                }
            }

            @Override
            public void heartbeat() {}
        }
    }

    /// The snapshots that a plan may read; null where that is not known any more.
    private @Nullable Set<Long> snapshots(PlanRow plan) {
        PlanTableScanRequest request = PlanTableScanRequestParser.fromJson(plan.request());
        Long asked = request.snapshotId();
        if (asked != null) {
            return Set.of(asked);
        }
        try {
            TableMetadata metadata = context.files().table(plan.metadataLocation()).metadata();
            Set<Long> read = new HashSet<>();
            if (request.endSnapshotId() != null) {
                metadata.snapshots().forEach(snapshot -> read.add(snapshot.snapshotId()));
            }
            Snapshot current = metadata.currentSnapshot();
            if (current != null) {
                read.add(current.snapshotId());
            }
            return read;
        } catch (RuntimeException e) {
            if (TableFiles.isMissing(e)) {
                return null;
            }
            throw e;
        }
    }
}
