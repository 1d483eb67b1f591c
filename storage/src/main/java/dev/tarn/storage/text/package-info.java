/// CSV and JSON-lines files as batches, and back.
///
/// Does not belong here: Iceberg tables (`table`), deletes (`delete`), bytes (`io`).
@NullMarked
package dev.tarn.storage.text;

import org.jspecify.annotations.NullMarked;
