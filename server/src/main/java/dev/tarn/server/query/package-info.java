/// The queries of this process, whichever door they came through: what runs, what ended, what was
/// counted.
///
/// Belongs here: submitting, listing, cancelling, and one log line for each query that ends. Does
/// not belong here: running them (`dev.tarn.engine`), protocols (`trino`, `rest`, `shell`).
///
/// Start reading at [Queries].
@NullMarked
package dev.tarn.server.query;

import org.jspecify.annotations.NullMarked;
