/// The order of rows by sort keys: words whose order is the values' order, levels of comparison,
/// and sorting row numbers by them.
///
/// Does not belong here: where the rows are kept and what becomes of them once sorted (`sort`,
/// `window`), the order of single values (`function.ValueOrder`). Start reading at [SortOrder].
@NullMarked
package dev.tarn.engine.order;

import org.jspecify.annotations.NullMarked;
