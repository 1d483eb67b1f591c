/// Joins: by hash of equal keys, and by trying every pair.
///
/// The right side is built (kept), the left side probes (streams by). Does not belong here:
/// choosing sides or kinds of joins (`plan`), the encoding of keys (`columns`). Start reading at
/// [HashJoins] and [NestedLoopJoins].
@NullMarked
package dev.tarn.engine.join;

import org.jspecify.annotations.NullMarked;
