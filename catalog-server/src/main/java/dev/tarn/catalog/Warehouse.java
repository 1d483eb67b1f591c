package dev.tarn.catalog;

import dev.tarn.catalog.http.Router;
import dev.tarn.catalog.local.LocalCatalog;
import dev.tarn.catalog.plan.ScanPlans;

import org.apache.iceberg.io.FileIO;

/// One open warehouse and its doors.
record Warehouse(FileIO io, ScanPlans plans, Router router, LocalCatalog catalog) {}
