/// Rows of files as batches, and batches as files.
///
/// This root holds what all formats share: readers, writers and errors. `io` reaches bytes;
/// `parquet`, `orc`, `avro` and `text` know one format each; `delete` says which rows are gone;
/// `table` reads and writes Iceberg tables with all of them. Does not belong here: SQL,
/// expressions, planning of queries.
///
/// Start reading at [BatchReader] and `table.TableScanPlan`.
@NullMarked
package dev.tarn.storage;

import org.jspecify.annotations.NullMarked;
