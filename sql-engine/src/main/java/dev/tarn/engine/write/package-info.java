/// Writing rows into new data files of a table.
///
/// Belongs here: the writers of drivers, which rows go to which of them, and what happens to their
/// files when the query ends. Does not belong here: file formats and partition routing
/// (`dev.tarn.storage.table`), commits (whoever runs the plan). Start reading at [TableWrites].
@NullMarked
package dev.tarn.engine.write;

import org.jspecify.annotations.NullMarked;
