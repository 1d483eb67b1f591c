package dev.tarn.catalog;

import dev.tarn.catalog.access.StorageDelegation;
import dev.tarn.catalog.http.Router;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.catalog.plan.ScanPlans;
import dev.tarn.catalog.service.CatalogServices;

import org.apache.iceberg.io.FileIO;

/// One open warehouse and its doors.
record Warehouse(
        FileIO io,
        CatalogServices services,
        ScanPlans plans,
        StorageDelegation storage,
        Router router,
        LocalCatalog catalog) {}
