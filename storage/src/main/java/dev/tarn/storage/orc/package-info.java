/// ORC files as batches, and back.
///
/// Does not belong here: Iceberg tables (`table`), deletes (`delete`), bytes (`io`).
@NullMarked
package dev.tarn.storage.orc;

import org.jspecify.annotations.NullMarked;
