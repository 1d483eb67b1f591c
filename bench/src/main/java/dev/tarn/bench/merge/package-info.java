/// `tarn bench merge`: joins of tables that are bucketed and sorted by their keys, by merging and
/// by hash.
///
/// Belongs here: the tables, the questions. Start reading at [MergeBench].
@NullMarked
package dev.tarn.bench.merge;

import org.jspecify.annotations.NullMarked;
