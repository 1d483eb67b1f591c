/// Who is asking, and what they may do.
///
/// A request's secret becomes a [Principal][dev.tarn.catalog.auth.Principal] in
/// [AccessControl][dev.tarn.catalog.auth.AccessControl]: our own tokens, access tokens of OAuth2
/// clients, or JWTs of an OIDC issuer. The router binds a [Caller][dev.tarn.catalog.auth.Caller]
/// for the time of the call, and each look-up of a service asks it; the one decision is
/// [Grants][dev.tarn.catalog.auth.Grants], a pure function of what was granted.
///
/// Does not belong here: headers and status codes (`dev.tarn.catalog.http`), statements
/// (`dev.tarn.catalog.store`), which operation needs what (`dev.tarn.catalog.service`).
@NullMarked
package dev.tarn.catalog.auth;

import org.jspecify.annotations.NullMarked;
