/// Iceberg tables as splits to read and as files to write.
///
/// Belongs here: planning a scan from manifests, opening a split with its deletes applied and its
/// schema evolved, routing rows to partitions. Does not belong here: any file format (`parquet`,
/// `orc`, `avro`), commits (the engine and the maintenance module make them). Start reading at
/// [TableScanPlan].
@NullMarked
package dev.tarn.storage.table;

import org.jspecify.annotations.NullMarked;
