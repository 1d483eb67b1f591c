package dev.tarn.catalog;

import dev.tarn.catalog.LakeState.TableState;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One request that changes something, and what it makes of a [LakeState].
sealed interface LakeChange {

    /// The state after it; empty where it must be refused.
    Optional<LakeState> applyTo(LakeState before);

    /// The request, for a namespace of that name.
    ///
    /// @param locations of the tables that the client knows, by name
    Request request(String namespace, Map<String, String> locations);

    record Request(String method, String path, String body) {}

    record CreateNamespace() implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.exists()
                    ? Optional.empty()
                    : Optional.of(new LakeState(true, before.tables()));
        }

        @Override
        public Request request(String namespace, Map<String, String> locations) {
            return new Request(
                    "POST", "/v1/namespaces", "{\"namespace\":[\"%s\"]}".formatted(namespace));
        }
    }

    record DropNamespace() implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            return before.exists() && before.tables().isEmpty()
                    ? Optional.of(LakeState.NONE)
                    : Optional.empty();
        }

        @Override
        public Request request(String namespace, Map<String, String> locations) {
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
        public Request request(String namespace, Map<String, String> locations) {
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
        public Request request(String namespace, Map<String, String> locations) {
            String location = locations.getOrDefault(name, "file:/nowhere");
            return new Request(
                    "POST", tablePath(namespace, name), Appends.body(location, history, snapshot));
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
        public Request request(String namespace, Map<String, String> locations) {
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
        public Request request(String namespace, Map<String, String> locations) {
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

    record Rename(String name, String to) implements LakeChange {
        @Override
        public Optional<LakeState> applyTo(LakeState before) {
            TableState table = before.tables().get(name);
            return table == null || before.has(to)
                    ? Optional.empty()
                    : Optional.of(before.without(name).with(to, table));
        }

        @Override
        public Request request(String namespace, Map<String, String> locations) {
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
            return before.has(name) ? Optional.of(before.without(name)) : Optional.empty();
        }

        @Override
        public Request request(String namespace, Map<String, String> locations) {
            return new Request("DELETE", tablePath(namespace, name), "");
        }
    }

    private static String tablePath(String namespace, String name) {
        return "/v1/namespaces/" + namespace + "/tables/" + name;
    }

    private static String setKey(String key) {
        return "{\"action\":\"set-properties\",\"updates\":{\"%s\":\"1\"}}".formatted(key);
    }
}
