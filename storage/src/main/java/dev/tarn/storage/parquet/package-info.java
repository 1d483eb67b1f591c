/// Parquet files as batches, and back.
///
/// Does not belong here: Iceberg tables (`table`), deletes (`delete`), bytes (`io`).
@NullMarked
package dev.tarn.storage.parquet;

import org.jspecify.annotations.NullMarked;
