/// Principals, roles, tokens and grants for people and scripts: `/api/v1/access…`, and what the
/// commands and the routes have in common.
///
/// Belongs here: names and JSON of grants. Does not belong here: who is let in
/// (`dev.tarn.server.http`), what a grant allows (the catalog's `auth`).
///
/// Start reading at [AccessRoutes].
@NullMarked
package dev.tarn.server.access;

import org.jspecify.annotations.NullMarked;
