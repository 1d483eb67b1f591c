package dev.tarn.engine;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;

/// What a statement is run for: who asks, which names it may leave out, and what was set or
/// prepared before.
///
/// Immutable. Statements that change it (USE, SET SESSION, PREPARE) report a [SessionChange], and
/// the client, or the shell for it, carries the changed session to the next statement, as Trino's
/// protocol does.
public record Session(
        String user,
        @Nullable String catalog,
        @Nullable Namespace namespace,
        ZoneId zone,
        Map<String, String> properties,
        Map<String, String> preparedStatements,
        Set<String> roles) {
    public Session {
        properties = Map.copyOf(properties);
        preparedStatements = Map.copyOf(preparedStatements);
        roles = Set.copyOf(roles);
    }

    /// A session of a user without roles.
    public Session(
            String user,
            @Nullable String catalog,
            @Nullable Namespace namespace,
            ZoneId zone,
            Map<String, String> properties,
            Map<String, String> preparedStatements) {
        this(user, catalog, namespace, zone, properties, preparedStatements, Set.of());
    }

    /// The same session of `newUser`, who has proved to have these roles.
    public Session withIdentity(String newUser, Set<String> newRoles) {
        return new Session(
                newUser, catalog, namespace, zone, properties, preparedStatements, newRoles);
    }

    /// The same session with other names that may be left out.
    public Session withPlace(@Nullable String newCatalog, @Nullable Namespace newNamespace) {
        return new Session(
                user, newCatalog, newNamespace, zone, properties, preparedStatements, roles);
    }

    /// A session of `user` in `catalog` and `namespace` with nothing set, in UTC.
    public static Session of(String user, @Nullable String catalog, @Nullable Namespace namespace) {
        return new Session(user, catalog, namespace, ZoneId.of("UTC"), Map.of(), Map.of());
    }
}
