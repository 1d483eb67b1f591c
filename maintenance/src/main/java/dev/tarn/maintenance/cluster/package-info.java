/// How the files of a table overlap in the values of columns, from metadata alone, and which of
/// them are worth being clustered anew.
///
/// Does not belong here: reading manifests, rewriting (`maintenance.run`), the curve that rows are
/// put along (the engine's `curve`). Start reading at [FileBoxes].
@NullMarked
package dev.tarn.maintenance.cluster;

import org.jspecify.annotations.NullMarked;
