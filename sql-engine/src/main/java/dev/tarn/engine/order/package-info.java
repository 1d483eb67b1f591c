/// The order of rows by sort keys: words whose order is the values' order, levels of comparison,
/// sorting row numbers by them, and merging rows that are in order.
///
/// Does not belong here: where the rows are kept and what becomes of them once sorted (`sort`,
/// `window`, `join`), the order of single values (`function.ValueOrder`). Start reading at
/// [SortOrder].
@NullMarked
package dev.tarn.engine.order;

import org.jspecify.annotations.NullMarked;
