/// Iceberg's generic rows as batches, and back: for formats whose files are read or written by
/// rows.
///
/// Does not belong here: any format (`avro`, `orc`), anything that is decoded by columns. Start
/// reading at [RowReader] and [RowWriter].
@NullMarked
package dev.tarn.storage.row;

import org.jspecify.annotations.NullMarked;
