/// A whole lake as `tarn sql` wires it, the engine over our own catalog, when things go wrong:
/// processes killed, files that cannot be written, other writers in between.
///
/// Does not belong here: what the engine or the catalog shows alone (their own modules). Start
/// reading at [TestLake][dev.tarn.server.lake.TestLake].
@NullMarked
package dev.tarn.server.lake;

import org.jspecify.annotations.NullMarked;
