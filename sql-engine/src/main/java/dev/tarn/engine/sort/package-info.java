/// Sorting: ORDER BY, and the first rows of it (TopN).
///
/// Rows are collected by all drivers, put together, sorted in runs by normalized keys, and merged.
/// Does not belong here: keeping rows (`columns`), comparing them (`order`), LIMIT without an order
/// (`basic`). Start reading at [Sorts].
@NullMarked
package dev.tarn.engine.sort;

import org.jspecify.annotations.NullMarked;
