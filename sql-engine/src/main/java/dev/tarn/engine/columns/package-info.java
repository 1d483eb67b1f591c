/// What operators keep rows in, and how they tell rows apart.
///
/// Belongs here: rows kept as columns ([RowStore], [Concatenation]), and key columns encoded so
/// that equal keys are equal words or bytes ([KeyEncoder], [KeyStore]). Does not belong here: hash
/// tables and what is done with them (`agg`, `join`), sorting (`sort`). Both sides of this room are
/// operators, which must not know each other. Start reading at [KeyLayout].
@NullMarked
package dev.tarn.engine.columns;

import org.jspecify.annotations.NullMarked;
