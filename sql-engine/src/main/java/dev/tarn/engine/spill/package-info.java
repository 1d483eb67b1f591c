/// What operators put on disk where memory does not suffice: runs of batches, written compressed to
/// a private directory and read again in order.
///
/// Belongs here: the directory and its limit, files and their life, batches as bytes, rows spread
/// over runs by partition. Does not belong here: which rows are written, and when (operators
/// decide), or how much may stay in memory (`memory`). Start reading at [SpillSpace].
@NullMarked
package dev.tarn.engine.spill;

import org.jspecify.annotations.NullMarked;
