/// Window functions: rows are divided by partition, sorted, and looked at frame by frame.
///
/// Rows come apart by the hash of their partition keys; a piece of the hash is a morsel: put
/// together, sorted, computed, given a batch at a time. Rows of one partition only come sorted.
/// Functions that look back only are computed as rows go by that come in order ([RunningWindow]).
///
/// Does not belong here: comparing rows (`order`), the aggregate functions (`function.aggregate`).
/// Start reading at [Windows], then [Section].
@NullMarked
package dev.tarn.engine.window;

import org.jspecify.annotations.NullMarked;
