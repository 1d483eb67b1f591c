package dev.tarn.catalog.service;

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
        TableAreas areas,
        IdempotencyLedger ledger) {

    public static CatalogServices over(
            CatalogStore store, MetadataFiles files, Locations locations, Clock clock) {
        IdempotencyLedger ledger = new IdempotencyLedger(store, clock);
        CatalogContext context =
                new CatalogContext(store, files, locations, new ChangeWriter(store, ledger, clock));
        return new CatalogServices(
                new Namespaces(context),
                new Tables(context),
                new TableCreation(context),
                new TableCommit(context),
                new TableRemoval(context),
                new Views(context),
                new ViewCreation(context),
                new ViewCommit(context),
                new Renames(context),
                new Functions(context),
                new TableAreas(context),
                ledger);
    }
}
