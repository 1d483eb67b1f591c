/// The catalog's change feed at its doors: `GET /api/v1/events` and the SQL table
/// `system.metadata.events`.
///
/// Belongs here: how a change reads as JSON and as a row, and the limits of asking. Does not belong
/// here: the feed itself (`dev.tarn.catalog.service`).
@NullMarked
package dev.tarn.server.events;

import org.jspecify.annotations.NullMarked;
