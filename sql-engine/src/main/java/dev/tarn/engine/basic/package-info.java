/// Operators that look at one batch at a time, and little more: filter, project, limit, single row.
///
/// Does not belong here: anything that keeps rows in a structure of its own (`agg`, `join`,
/// `sort`). Start reading at [BasicOperators].
@NullMarked
package dev.tarn.engine.basic;

import org.jspecify.annotations.NullMarked;
