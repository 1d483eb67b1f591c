/// What Iceberg's suites leave out: one class for each area, each test named for the behaviour a
/// peer got wrong.
///
/// Does not belong here: Iceberg's own suites (`dev.tarn.catalog.kit`).
package dev.tarn.catalog;
