package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.LakeChange.DroppedAt;
import dev.tarn.catalog.LakeChange.Known;
import dev.tarn.catalog.LakeState.FormerTable;
import dev.tarn.catalog.LakeState.TableState;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.Answer;
import dev.tarn.catalog.http.Call;
import dev.tarn.catalog.http.RequestBody;
import dev.tarn.catalog.http.TableBody;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.store.DroppedState;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StatisticsFile;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Tells what is really there in one namespace at a time: asks a server to which nothing happens,
/// the rows, and the files.
final class LakeWitness {
    private final TarnCatalog server;
    private final Database database;
    private final Map<String, TableMetadata> read = new HashMap<>();
    private String namespace = "none";
    private Known known = new Known(Map.of(), Map.of());

    LakeWitness(TarnCatalog server, Database database) {
        this.server = server;
        this.database = database;
    }

    void moveTo(String newNamespace) {
        namespace = newNamespace;
        known = new Known(Map.of(), Map.of());
        read.clear();
    }

    /// What a client knows who saw what was observed last.
    Known known() {
        return known;
    }

    Answer send(LakeChange.Request request) {
        return send(server, request, null);
    }

    static Answer send(TarnCatalog to, LakeChange.Request request, @Nullable String key) {
        Map<String, String> headers = key == null ? Map.of() : Map.of("idempotency-key", key);
        int query = request.path().indexOf('?');
        Call call =
                new Call(
                        request.method(),
                        query < 0 ? request.path() : request.path().substring(0, query),
                        query < 0 ? Map.of() : Map.of("purgeRequested", "true"),
                        headers,
                        RequestBody.json(request.body().getBytes(StandardCharsets.UTF_8)));
        return to.router().handle(call.withCaller(Caller.system()));
    }

    private Object get(String path) {
        Answer answer = send(new LakeChange.Request("GET", path, ""));
        Object body = Objects.requireNonNull(answer.body());
        if (body instanceof ErrorResponse error && error.code() != 404) {
            throw new AssertionError("The witness cannot read: " + error);
        }
        return body;
    }

    LakeState observe() {
        Map<String, String> locations = new TreeMap<>(known.locations());
        Map<FormerTable, DroppedAt> dropped = new HashMap<>();
        LakeState seen = LakeState.NONE;
        String path = "/v1/namespaces/" + namespace;
        if (get(path + "/tables") instanceof ListTablesResponse list) {
            seen = seen.withNamespace(true);
            for (var identifier : list.identifiers()) {
                TableMetadata metadata = load(identifier.name());
                locations.put(identifier.name(), metadata.location());
                seen = seen.with(identifier.name(), state(metadata));
            }
        }
        for (DroppedEntryRow row : dropped()) {
            FormerTable table = new FormerTable(row.name, state(metadata(row.metadataLocation)));
            if (row.isPurging) {
                seen = seen.withPurging(table);
            } else {
                seen = seen.withDropped(table);
                dropped.put(table, new DroppedAt(row.id, row.metadataLocation));
            }
        }
        known = new Known(locations, dropped);
        return seen;
    }

    private record DroppedEntryRow(
            String id, String name, String metadataLocation, boolean isPurging) {}

    private List<DroppedEntryRow> dropped() {
        return database.reader()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT id, name, metadata_location, state FROM"
                                                + " dropped_entry WHERE namespace_path = :path")
                                .bind("path", namespace)
                                .map((row, _) ->
                                        new DroppedEntryRow(
                                                row.getString("id"),
                                                row.getString("name"),
                                                row.getString("metadata_location"),
                                                row.getString("state")
                                                        .equals(DroppedState.PURGING.name())))
                                .list());
    }

    private TableMetadata load(String name) {
        Object body = get("/v1/namespaces/" + namespace + "/tables/" + name);
        if (body instanceof TableBody table) {
            return table.table().metadata();
        }
        throw new AssertionError("The witness cannot read " + name + ": " + body);
    }

    private TableMetadata metadata(String location) {
        return read.computeIfAbsent(location, l -> TableMetadataParser.read(server.io(), l));
    }

    private static TableState state(TableMetadata metadata) {
        TableState seen = TableState.EMPTY;
        Long last = null;
        for (Snapshot snapshot : metadata.snapshots()) {
            assertThat(snapshot.parentId()).isEqualTo(last);
            last = snapshot.snapshotId();
            seen = seen.withSnapshot(last);
        }
        Snapshot current = metadata.currentSnapshot();
        assertThat(current == null ? null : (Long) current.snapshotId()).isEqualTo(last);
        for (String key : metadata.properties().keySet()) {
            if (key.startsWith("key")) {
                seen = seen.withKey(key);
            }
        }
        return seen;
    }

    /// Which of the locations a row or an event names.
    Set<String> named(Set<String> locations) {
        if (locations.isEmpty()) {
            return Set.of();
        }
        return database.reader()
                .withHandle(handle ->
                        new HashSet<>(
                                handle.createQuery(
                                                "SELECT new_metadata_location FROM change_event"
                                                        + " WHERE new_metadata_location IN (<all>)")
                                        .bindList("all", List.copyOf(locations))
                                        .mapTo(String.class)
                                        .list()));
    }

    /// The events of each table lead, one from another, to where its pointer is, or was when it was
    /// dropped.
    void checkEventsLeadToPointers() {
        database.orderEvents();
        Map<String, String> live = new TreeMap<>();
        Map<String, String> dropped = new TreeMap<>();
        List<String> broken = new ArrayList<>();
        database.reader()
                .useHandle(handle -> {
                    handle.createQuery(
                                    "SELECT subject_id, kind, old_metadata_location o,"
                                        + " new_metadata_location n FROM change_event WHERE"
                                        + " namespace_path = :path AND name IS NOT NULL ORDER BY"
                                        + " sequence")
                            .bind("path", namespace)
                            .mapToMap()
                            .forEach(row -> {
                                String id = (String) row.get("subject_id");
                                boolean isOfDropped =
                                        row.get("kind").equals("purge-table")
                                                && dropped.containsKey(id);
                                String before = isOfDropped ? dropped.get(id) : live.get(id);
                                if (!Objects.equals(before, row.get("o"))) {
                                    broken.add(row.toString());
                                }
                                follow(row, live, dropped);
                            });
                    assertThat(live).isEqualTo(pointers(true));
                    assertThat(dropped).isEqualTo(pointers(false));
                });
        assertThat(broken).isEmpty();
    }

    private static void follow(
            Map<String, Object> event, Map<String, String> live, Map<String, String> dropped) {
        String id = (String) event.get("subject_id");
        String after = (String) event.get("n");
        dropped.remove(id);
        if (after != null) {
            live.put(id, after);
            return;
        }
        String last = live.remove(id);
        if (event.get("kind").equals("drop-table")) {
            dropped.put(id, last);
        }
    }

    private Map<String, String> pointers(boolean isLive) {
        String select =
                isLive
                        ? "SELECT t.id, t.metadata_location m FROM table_like t JOIN namespace n"
                                + " ON n.id = t.namespace_id WHERE n.path = :path"
                        : "SELECT id, metadata_location m FROM dropped_entry WHERE"
                                + " namespace_path = :path AND state = 'KEPT'";
        Map<String, String> pointers = new TreeMap<>();
        database.reader()
                .useHandle(handle ->
                        handle.createQuery(select)
                                .bind("path", namespace)
                                .mapToMap()
                                .forEach(row ->
                                        pointers.put(
                                                (String) row.get("id"), (String) row.get("m"))));
        return pointers;
    }

    /// Every file that a live or dropped table needs is there.
    void checkFilesAreThere() {
        for (String location : pointers(true).values()) {
            assertThat(files(location)).allSatisfy(file -> assertThat(path(file)).exists());
        }
        for (String location : pointers(false).values()) {
            assertThat(files(location)).allSatisfy(file -> assertThat(path(file)).exists());
        }
    }

    /// The files of tables that are about to be purged.
    Set<String> filesToGo() {
        Set<String> files = new TreeSet<>();
        for (DroppedEntryRow row : dropped()) {
            if (row.isPurging) {
                files.addAll(files(row.metadataLocation));
            }
        }
        return files;
    }

    private Set<String> files(String metadataLocation) {
        TableMetadata metadata = metadata(metadataLocation);
        Set<String> files = new TreeSet<>(Set.of(metadataLocation));
        metadata.previousFiles().forEach(entry -> files.add(entry.file()));
        for (Snapshot snapshot : metadata.snapshots()) {
            files.add(snapshot.manifestListLocation());
        }
        for (StatisticsFile statistics : metadata.statisticsFiles()) {
            files.add(statistics.path());
        }
        return files;
    }

    static Path path(String location) {
        return Path.of(URI.create(location));
    }
}
