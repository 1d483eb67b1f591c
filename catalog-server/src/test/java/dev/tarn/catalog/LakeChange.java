package dev.tarn.catalog;

import dev.tarn.catalog.LakeState.FormerTable;
import dev.tarn.catalog.LakeState.TableState;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One request that changes something, and what it makes of a [LakeState].
sealed interface LakeChange {

    /// The state after it; empty where it must be refused.
    Optional<LakeState> applyTo(LakeState before);

    /// The request, for a namespace of that name.
    Request request(String namespace, Known known);

    /// Whether the request is one of the specification's, which can be sent again with its key.
    default boolean takesKey() {
        return true;
    }

    record Request(String method, String path, String body) {}

    /// What a client has seen.
    ///
    /// @param locations of tables, by name
    /// @param dropped where to find what was dropped
    record Known(Map<String, String> locations, Map<FormerTable, DroppedAt> dropped) {

        private static final DroppedAt NOWHERE =
                new DroppedAt("none", "file:/nowhere/metadata/v1.metadata.json");

        String location(String name) {
            return locations.getOrDefault(name, "file:/nowhere");
        }

        DroppedAt dropped(FormerTable table) {
            return dropped.getOrDefault(table, NOWHERE);
        }
    }

    record DroppedAt(String id, String metadataLocation) {}

    record CreateNamespace() implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.exists() ? Optional.empty() : Optional.of(before.withNamespace(true));
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request(
                    "POST", "/v1/namespaces", "{\"namespace\":[\"%s\"]}".formatted(namespace));
        }
    }

    record DropNamespace() implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.exists() && before.tables().isEmpty()
                    ? Optional.of(before.withNamespace(false))
                    : Optional.empty();
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request("DELETE", "/v1/namespaces/" + namespace, "");
        }
    }

    record CreateTable(String name) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.exists() && !before.has(name)
                    ? Optional.of(before.with(name, TableState.EMPTY))
                    : Optional.empty();
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request(
                    "POST",
                    "/v1/namespaces/" + namespace + "/tables",
                    "{\"name\":\"%s\",\"schema\":%s}".formatted(name, RunningCatalog.SCHEMA_JSON));
        }
    }

    /// Appends a snapshot to the history that the client has read.
    record Append(String name, List<Long> history, long snapshot) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            TableState table = before.tables().get(name);
            return table != null && table.snapshots().equals(history)
                    ? Optional.of(before.with(name, table.withSnapshot(snapshot)))
                    : Optional.empty();
        }

        @Override
        public Request request(String namespace, Known known) {
            String body = Appends.withStatistics(known.location(name), history, snapshot);
            return new Request("POST", tablePath(namespace, name), body);
        }
    }

    /// Sets a property, whatever else has happened to the table.
    record SetKey(String name, String key) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            TableState table = before.tables().get(name);
            return table == null
                    ? Optional.empty()
                    : Optional.of(before.with(name, table.withKey(key)));
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request(
                    "POST",
                    tablePath(namespace, name),
                    "{\"requirements\":[],\"updates\":[%s]}".formatted(setKey(key)));
        }
    }

    /// Sets a property of one table and creates another, in one commit.
    record SetAndCreate(String name, String key, String created) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.has(created)
                    ? Optional.empty()
                    : new SetKey(name, key)
                            .applyTo(before)
                            .map(after -> after.with(created, TableState.EMPTY));
        }

        @Override
        public Request request(String namespace, Known known) {
            String change =
                    """
                    {"identifier":{"namespace":["%s"],"name":"%s"},"requirements":[%s],\
                    "updates":[%s]}\
                    """;
            String set = change.formatted(namespace, name, "", setKey(key));
            String create =
                    change.formatted(
                            namespace,
                            created,
                            "{\"type\":\"assert-create\"}",
                            "{\"action\":\"add-schema\",\"schema\":%s}"
                                    .formatted(RunningCatalog.SCHEMA_JSON));
            return new Request(
                    "POST",
                    "/v1/transactions/commit",
                    "{\"table-changes\":[%s,%s]}".formatted(set, create));
        }
    }

    /// Appends a snapshot to each of two tables, in one commit.
    record AppendBoth(Append first, Append second) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return first.applyTo(before).flatMap(second::applyTo);
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request(
                    "POST",
                    "/v1/transactions/commit",
                    "{\"table-changes\":[%s,%s]}"
                            .formatted(
                                    change(first, namespace, known),
                                    change(second, namespace, known)));
        }

        private static String change(Append append, String namespace, Known known) {
            String body =
                    Appends.withStatistics(
                            known.location(append.name), append.history, append.snapshot);
            return "{\"identifier\":{\"namespace\":[\"%s\"],\"name\":\"%s\"},%s"
                    .formatted(namespace, append.name, body.substring(body.indexOf('{') + 1));
        }
    }

    record Rename(String name, String to) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            TableState table = before.tables().get(name);
            return table == null || before.has(to)
                    ? Optional.empty()
                    : Optional.of(before.without(name).with(to, table));
        }

        @Override
        public Request request(String namespace, Known known) {
            String identifier = "{\"namespace\":[\"%s\"],\"name\":\"%s\"}";
            return new Request(
                    "POST",
                    "/v1/tables/rename",
                    "{\"source\":%s,\"destination\":%s}"
                            .formatted(
                                    identifier.formatted(namespace, name),
                                    identifier.formatted(namespace, to)));
        }
    }

    record Drop(String name) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            TableState table = before.tables().get(name);
            return table == null
                    ? Optional.empty()
                    : Optional.of(before.without(name).withDropped(new FormerTable(name, table)));
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request("DELETE", tablePath(namespace, name), "");
        }
    }

    /// Drops a table and has its files deleted.
    record Purge(String name) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            TableState table = before.tables().get(name);
            return table == null
                    ? Optional.empty()
                    : Optional.of(before.without(name).withPurging(new FormerTable(name, table)));
        }

        @Override
        public Request request(String namespace, Known known) {
            String path = tablePath(namespace, name) + "?purgeRequested=true";
            return new Request("DELETE", path, "");
        }
    }

    /// Brings a dropped table back.
    record Undrop(FormerTable table, String as) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.exists() && before.dropped().contains(table) && !before.has(as)
                    ? Optional.of(before.withoutDropped(table).with(as, table.table()))
                    : Optional.empty();
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request(
                    "POST",
                    "/v1/dropped/" + known.dropped(table).id() + "/undrop",
                    "{\"as\":{\"namespace\":[\"%s\"],\"name\":\"%s\"}}".formatted(namespace, as));
        }

        @Override
        public boolean takesKey() {
            return false;
        }
    }

    /// Has the files of a dropped table deleted.
    record PurgeDropped(FormerTable table) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.dropped().contains(table)
                    ? Optional.of(before.withoutDropped(table).withPurging(table))
                    : Optional.empty();
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request("POST", "/v1/dropped/" + known.dropped(table).id() + "/purge", "");
        }

        @Override
        public boolean takesKey() {
            return false;
        }
    }

    /// Registers the metadata of a dropped table.
    record Register(FormerTable table, String as) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return new Undrop(table, as).applyTo(before);
        }

        @Override
        public Request request(String namespace, Known known) {
            return new Request(
                    "POST",
                    "/v1/namespaces/" + namespace + "/register",
                    "{\"name\":\"%s\",\"metadata-location\":\"%s\"}"
                            .formatted(as, known.dropped(table).metadataLocation()));
        }
    }

    private static String tablePath(String namespace, String name) {
        return "/v1/namespaces/" + namespace + "/tables/" + name;
    }

    private static String setKey(String key) {
        return "{\"action\":\"set-properties\",\"updates\":{\"%s\":\"1\"}}".formatted(key);
    }
}
