/// Batches to Parquet files.
///
/// Does not belong here: reading (`parquet`), which files a table's rows go to (`table`). Start
/// reading at `ParquetBatchWriter`.
@NullMarked
package dev.tarn.storage.parquet.write;

import org.jspecify.annotations.NullMarked;
