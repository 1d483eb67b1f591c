/// Writing rows into new data files of a table.
///
/// Belongs here: one writer a driver, and what happens to its files when the query ends. Does not
/// belong here: file formats and partition routing (`dev.tarn.storage.table`), commits (whoever
/// runs the plan). Start reading at [TableWrites].
@NullMarked
package dev.tarn.engine.write;

import org.jspecify.annotations.NullMarked;
