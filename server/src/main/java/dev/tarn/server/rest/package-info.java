/// SQL for people and scripts: `POST /api/v1/sql`, the list of queries, and rows for tables.
///
/// Belongs here: requests as JSON, results as JSON, NDJSON and CSV, and what happens when a
/// statement fails half way. Does not belong here: values as text (`output`), the error envelope
/// (`http`).
///
/// Start reading at [SqlRoutes].
@NullMarked
package dev.tarn.server.rest;

import org.jspecify.annotations.NullMarked;
