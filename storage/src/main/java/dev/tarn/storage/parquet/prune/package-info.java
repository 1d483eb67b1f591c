/// From a filter, and from what a file tells of its row groups and pages, the rows that can match.
///
/// Levels, cheapest first: bounds of row groups, dictionaries, bloom filters, bounds of pages. What
/// is left out surely does not match; what is left in may. Bytes come through [ChunkParts], since
/// they cost requests, and are asked for only where they can change the answer.
///
/// Does not belong here: I/O and caches (`parquet`), what the bytes say (`parquet.format`), pages
/// of values (`parquet.encoding`). Start at [Pruner]. Arrows: uses `parquet.format` and Iceberg's
/// expressions.
@NullMarked
package dev.tarn.storage.parquet.prune;

import org.jspecify.annotations.NullMarked;
