package dev.tarn.catalog.auth;

import dev.tarn.catalog.store.AccessStore;

import java.time.Clock;

/// All of access control, by area. Owns nothing that must be closed.
public record AccessServices(
        AccessStore store,
        AccessControl control,
        AccessAdministration administration,
        ClientCredentials clients) {

    public static AccessServices over(AccessConfig config, AccessStore store, Clock clock) {
        AccessAdministration administration = new AccessAdministration(store, clock);
        return new AccessServices(
                store,
                new AccessControl(config, store, clock),
                administration,
                new ClientCredentials(store, administration, config.accessTokenLifetime(), clock));
    }
}
