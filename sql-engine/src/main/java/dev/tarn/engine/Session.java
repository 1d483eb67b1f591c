package dev.tarn.engine;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.util.Map;

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
        Map<String, String> preparedStatements) {
    public Session {
        properties = Map.copyOf(properties);
        preparedStatements = Map.copyOf(preparedStatements);
    }

    /// A session of `user` in `catalog` and `namespace` with nothing set, in UTC.
    public static Session of(String user, @Nullable String catalog, @Nullable Namespace namespace) {
        return new Session(user, catalog, namespace, ZoneId.of("UTC"), Map.of(), Map.of());
    }
}
