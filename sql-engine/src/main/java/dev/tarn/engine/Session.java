package dev.tarn.engine;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a statement is run for: who asks, which names it may leave out, and what was set or
/// prepared before.
///
/// Immutable. Statements that change it (USE, SET SESSION, PREPARE) report a [SessionChange], and
/// the client, or the shell for it, carries the changed session to the next statement, as Trino's
/// protocol does.
///
/// @param transaction the id of the transaction that its statements belong to; null where each
///   commits by itself
public record Session(
        String user,
        @Nullable String catalog,
        @Nullable Namespace namespace,
        ZoneId zone,
        Map<String, String> properties,
        Map<String, String> preparedStatements,
        Set<String> roles,
        @Nullable String transaction) {
    /// The property that holds which of its roles a session uses: one of them, [#ALL_ROLES] or
    /// [#NO_ROLES].
    public static final String ROLE = "role";

    public static final String ALL_ROLES = "ALL";
    public static final String NO_ROLES = "NONE";

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
        this(user, catalog, namespace, zone, properties, preparedStatements, Set.of(), null);
    }

    /// The roles that the session uses: all that it has, unless it has chosen by SET ROLE.
    ///
    /// @throws SqlException PERMISSION_DENIED if it has chosen one that it does not have
    public Set<String> usedRoles() {
        String chosen = properties.getOrDefault(ROLE, ALL_ROLES);
        if (chosen.equals(ALL_ROLES)) {
            return roles;
        }
        if (chosen.equals(NO_ROLES)) {
            return Set.of();
        }
        if (!roles.contains(chosen)) {
            throw new SqlException(
                    ErrorCode.PERMISSION_DENIED,
                    "Access denied: %s does not have the role %s; there are %s"
                            .formatted(user, chosen, new TreeSet<>(roles)));
        }
        return Set.of(chosen);
    }

    /// The same session of `newUser`, who has proved to have these roles.
    public Session withIdentity(String newUser, Set<String> newRoles) {
        return new Session(
                newUser,
                catalog,
                namespace,
                zone,
                properties,
                preparedStatements,
                newRoles,
                transaction);
    }

    /// The same session in another transaction, or in none.
    public Session withTransaction(@Nullable String newTransaction) {
        return new Session(
                user,
                catalog,
                namespace,
                zone,
                properties,
                preparedStatements,
                roles,
                newTransaction);
    }

    /// The same session with other names that may be left out.
    public Session withPlace(@Nullable String newCatalog, @Nullable Namespace newNamespace) {
        return new Session(
                user,
                newCatalog,
                newNamespace,
                zone,
                properties,
                preparedStatements,
                roles,
                transaction);
    }

    /// A session of `user` in `catalog` and `namespace` with nothing set, in UTC.
    public static Session of(String user, @Nullable String catalog, @Nullable Namespace namespace) {
        return new Session(user, catalog, namespace, ZoneId.of("UTC"), Map.of(), Map.of());
    }
}
