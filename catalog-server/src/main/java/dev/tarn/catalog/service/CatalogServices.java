package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.AccessServices;
import dev.tarn.catalog.store.CatalogStore;

import java.time.Clock;

/// All operations of one catalog, by area. Owns nothing that must be closed.
public record CatalogServices(
        Namespaces namespaces,
        Tables tables,
        TableCreation tableCreation,
        TableCommit tableCommit,
        TableRemoval tableRemoval,
        Views views,
        ViewCreation viewCreation,
        ViewCommit viewCommit,
        Renames renames,
        Functions functions,
        Pipes pipes,
        TableAreas areas,
        DroppedEntries dropped,
        WarehouseTasks tasks,
        Granting granting,
        ColumnGrants columnGrants,
        TableColumns tableColumns,
        OtherTables otherTables,
        IdempotencyLedger ledger) {

    /// What all operations stand on.
    public record Base(CatalogStore store, MetadataFiles files, Locations locations, Clock clock) {}

    public static CatalogServices over(Base base, AccessServices access, Upkeep upkeep) {
        CatalogStore store = base.store();
        MetadataFiles files = base.files();
        Clock clock = base.clock();
        IdempotencyLedger ledger = new IdempotencyLedger(store, clock);
        CatalogContext context =
                new CatalogContext(
                        store, files, base.locations(), new ChangeWriter(store, ledger, clock));
        Drops drops = new Drops(upkeep.rules());
        Reclaim reclaim = new Reclaim(store.warehouseId(), upkeep.store(), files);
        return new CatalogServices(
                new Namespaces(context),
                new Tables(context),
                new TableCreation(context, reclaim),
                new TableCommit(context),
                new TableRemoval(context, drops, upkeep.bell()),
                new Views(context, drops),
                new ViewCreation(context, reclaim),
                new ViewCommit(context),
                new Renames(context),
                new Functions(context),
                new Pipes(context, upkeep),
                new TableAreas(context),
                new DroppedEntries(context, upkeep, drops),
                new WarehouseTasks(store.warehouseId(), upkeep, clock),
                new Granting(context, access.store(), access.administration(), clock),
                new ColumnGrants(context),
                new TableColumns(context),
                new OtherTables(context, upkeep, clock),
                ledger);
    }
}
