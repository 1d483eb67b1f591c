package dev.tarn.catalog.http;

import dev.tarn.catalog.auth.AccessControl;
import dev.tarn.catalog.auth.ClientCredentials;

/// Who may come in through a door, and who hears of it.
///
/// @param clients whoever gets access tokens from us
/// @param listener told of every request after its answer
public record Entrance(AccessControl access, ClientCredentials clients, RequestListener listener) {}
