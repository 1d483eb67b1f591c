/// Iceberg's own suites over our catalog: the REST compatibility kit against a server on a real
/// port, and `CatalogTests` and `ViewCatalogTests` over both doors.
///
/// Does not belong here: tests of what those suites leave out (`dev.tarn.catalog`).
package dev.tarn.catalog.kit;
