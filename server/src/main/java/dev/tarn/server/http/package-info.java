/// What all HTTP doors share: errors as JSON, health, metrics.
///
/// Belongs here: the error envelope, the table of statuses, probes and `/metrics`. Does not belong
/// here: the doors (`trino`, `rest`, and the catalog's own routes), or starting the server, which
/// [dev.tarn.server.WebServer] does.
///
/// Start reading at [Errors].
@NullMarked
package dev.tarn.server.http;

import org.jspecify.annotations.NullMarked;
