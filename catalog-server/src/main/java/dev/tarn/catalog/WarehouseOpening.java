package dev.tarn.catalog;

import dev.tarn.catalog.access.AccessLevel;
import dev.tarn.catalog.access.StorageDelegation;
import dev.tarn.catalog.access.StorageDelegation.Asker;
import dev.tarn.catalog.auth.AccessServices;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.AccessGate;
import dev.tarn.catalog.http.CatalogRoutes;
import dev.tarn.catalog.http.ClientConfig;
import dev.tarn.catalog.http.Router;
import dev.tarn.catalog.http.TableDelegation;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.catalog.plan.PlanLimits;
import dev.tarn.catalog.plan.ScanPlans;
import dev.tarn.catalog.service.CatalogServices;
import dev.tarn.catalog.service.FileMark;
import dev.tarn.catalog.service.Locations;
import dev.tarn.catalog.service.MetadataFiles;
import dev.tarn.catalog.service.MetricsQueue;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.JdbcCatalogStore;
import dev.tarn.storage.io.RoutingFileIO;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.io.FileIO;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How the warehouses of one catalog are opened, each with its store, its files and its doors.
///
/// @param database owned by the catalog
record WarehouseOpening(
        CatalogConfig config, Database database, CatalogSeams seams, Shared shared) {
    /// Manifests are kept as bytes, for scans planned here and for the engine alike: both read with
    /// the same FileIO.
    private static final Map<String, String> MANIFEST_CACHE =
            Map.of(
                    CatalogProperties.IO_MANIFEST_CACHE_ENABLED, "true",
                    CatalogProperties.IO_MANIFEST_CACHE_MAX_TOTAL_BYTES, "67108864");

    /// What all warehouses of a catalog have in common.
    record Shared(
            AccessServices access, PlanLimits limits, MetricsQueue metrics, Upkeeper upkeeper) {}

    /// @throws IllegalArgumentException when the locations of two warehouses overlap
    static void checkApart(CatalogConfig config) {
        List<WarehouseConfig> seen = new ArrayList<>(List.of(config.main()));
        for (WarehouseConfig next : config.others()) {
            Locations locations = new Locations(next.location(), next.allowedLocations());
            for (WarehouseConfig other : seen) {
                if (locations.overlaps(new Locations(other.location(), other.allowedLocations()))) {
                    throw new IllegalArgumentException(
                            "Locations of the warehouses %s and %s overlap: %s %s and %s %s"
                                    .formatted(
                                            other.name(),
                                            next.name(),
                                            other.location(),
                                            other.allowedLocations(),
                                            next.location(),
                                            next.allowedLocations()));
                }
            }
            seen.add(next);
        }
    }

    /// The warehouse `warehouse`, which is `id` in the database. What it opens is closed by the
    /// catalog.
    Warehouse open(String id, WarehouseConfig warehouse) {
        Locations locations = new Locations(warehouse.location(), warehouse.allowedLocations());
        CatalogStore store =
                seams.store()
                        .apply(
                                JdbcCatalogStore.open(
                                        database,
                                        id,
                                        warehouse.location(),
                                        config.clock().millis()));
        FileIO io = seams.io().apply(openFileIo(warehouse));
        MetadataFiles files = new MetadataFiles(io, new FileMark(shared.upkeeper().databaseId()));
        CatalogServices services =
                CatalogServices.over(
                        new CatalogServices.Base(store, files, locations, config.clock()),
                        shared.access(),
                        shared.upkeeper().forServices());
        shared.upkeeper().add(store, files, locations, services);
        ScanPlans plans =
                new ScanPlans(
                        new ScanPlans.Sources(store, services.tables(), services.ledger(), io),
                        config.clock(),
                        shared.limits());
        StorageDelegation storage =
                StorageDelegation.open(warehouse.fileIoProperties(), config.clock());
        String prefix = id.equals(TarnCatalog.MAIN_ID) ? "" : warehouse.name() + "/";
        Router router =
                CatalogRoutes.router(
                        services,
                        plans,
                        shared.metrics(),
                        clientConfig(),
                        new TableDelegation(services.areas(), storage, prefix, gate(services)));
        LocalCatalog catalog =
                LocalCatalog.open(
                        warehouse.name(), router, Caller::system, io, config.clientProperties());
        return new Warehouse(io, services, plans, storage, router, catalog);
    }

    /// Whoever may change rows may write files.
    private static AccessGate gate(CatalogServices services) {
        return table ->
                new Asker(
                        Caller.current().principal().name(),
                        services.columnGrants().mayWriteFiles(table)
                                ? AccessLevel.READ_WRITE
                                : AccessLevel.READ);
    }

    /// Clients get new access tokens by their credential, never in exchange for old ones.
    private ClientConfig clientConfig() {
        List<String> others = config.others().stream().map(WarehouseConfig::name).toList();
        Map<String, String> properties = new HashMap<>();
        if (shared.access().control().isOn()) {
            properties.put("token-exchange-enabled", "false");
        }
        properties.putAll(config.clientProperties());
        return new ClientConfig(config.main().name(), others, properties);
    }

    private static FileIO openFileIo(WarehouseConfig warehouse) {
        RoutingFileIO io = new RoutingFileIO();
        Map<String, String> properties = new HashMap<>(MANIFEST_CACHE);
        properties.putAll(warehouse.fileIoProperties());
        io.initialize(properties);
        return io;
    }
}
