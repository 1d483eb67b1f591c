package dev.tarn.engine;

import org.apache.iceberg.catalog.Namespace;

/// What a finished statement changes in its session.
public sealed interface SessionChange {

    record UseCatalog(String catalog) implements SessionChange {}

    record UseNamespace(Namespace namespace) implements SessionChange {}

    record SetProperty(String name, String value) implements SessionChange {}

    record ResetProperty(String name) implements SessionChange {}

    record AddPrepared(String name, String sql) implements SessionChange {}

    record RemovePrepared(String name) implements SessionChange {}

    record SetTimeZone(String zone) implements SessionChange {}

    /// @param role as [Session#ROLE] has it
    record SetRole(String role) implements SessionChange {}

    /// What follows belongs to the transaction of that id.
    record BeginTransaction(String id) implements SessionChange {}

    /// Its transaction is over, however it ended.
    record EndTransaction() implements SessionChange {}

    /// `session` after this change.
    default Session applyTo(Session session) {
        java.util.Map<String, String> properties =
                new java.util.LinkedHashMap<>(session.properties());
        java.util.Map<String, String> prepared =
                new java.util.LinkedHashMap<>(session.preparedStatements());
        Session base = session;
        java.time.ZoneId zone = session.zone();
        switch (this) {
            case UseCatalog use -> base = session.withPlace(use.catalog(), null);
            case UseNamespace use -> base = session.withPlace(session.catalog(), use.namespace());
            case SetProperty set -> properties.put(set.name(), set.value());
            case ResetProperty reset -> properties.remove(reset.name());
            case AddPrepared add -> prepared.put(add.name(), add.sql());
            case RemovePrepared remove -> prepared.remove(remove.name());
            case SetRole set -> properties.put(Session.ROLE, set.role());
            case SetTimeZone set -> zone = java.time.ZoneId.of(set.zone());
            case BeginTransaction begin -> base = session.withTransaction(begin.id());
            case EndTransaction _ -> base = session.withTransaction(null);
        }
        return new Session(
                base.user(),
                base.catalog(),
                base.namespace(),
                zone,
                properties,
                prepared,
                base.roles(),
                base.transaction());
    }
}
