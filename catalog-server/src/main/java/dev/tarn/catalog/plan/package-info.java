/// Scan planning on the server: which files a scan reads, with their deletes and what is left of
/// the filter.
///
/// [ScanPlans][dev.tarn.catalog.plan.ScanPlans] is the door. A plan is a row bound to a principal
/// and a table's id; its tasks are pages, each a row, so any server of the same database can hand
/// them out and go on where another one stopped. Manifests are read by Iceberg's own scans through
/// the catalog's FileIO, so their bytes come from the cache that the engine uses too.
///
/// Does not belong here: HTTP (`dev.tarn.catalog.http`), statements (`dev.tarn.catalog.store`), and
/// how the SQL engine scans. Source of the protocol: Iceberg's REST specification, `planTableScan`.
@NullMarked
package dev.tarn.catalog.plan;

import org.jspecify.annotations.NullMarked;
