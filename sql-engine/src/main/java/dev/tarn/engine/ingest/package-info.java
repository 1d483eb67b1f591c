/// Rows that come in many small requests, appended to tables in few snapshots.
///
/// Belongs here: reading such rows as a table's, waiting for others to be appended with, what waits
/// and how much may. Does not belong here: the append itself and what it knows of earlier requests
/// (`command`), HTTP (the server). Start reading at [RowIngest].
@NullMarked
package dev.tarn.engine.ingest;

import org.jspecify.annotations.NullMarked;
