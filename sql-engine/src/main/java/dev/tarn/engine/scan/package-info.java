/// Sources: tables, files and rows that exist before the query runs.
///
/// Belongs here: everything that begins a pipeline by reading. Does not belong here: filtering and
/// projecting what was read (`basic`), file formats and Iceberg's metadata (`dev.tarn.storage`).
/// Start reading at [ReadAhead].
@NullMarked
package dev.tarn.engine.scan;

import org.jspecify.annotations.NullMarked;
