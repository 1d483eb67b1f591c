package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.FaultSteps.Fault;
import dev.tarn.catalog.FaultSteps.Killed;
import dev.tarn.catalog.LakeState.TableState;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.http.Answer;
import dev.tarn.catalog.http.Call;
import dev.tarn.catalog.http.RequestBody;
import dev.tarn.catalog.http.TableBody;
import dev.tarn.catalog.store.Database;
import dev.tarn.catalog.task.TaskSettings;

import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// One database and one warehouse with two servers: the victim, to whose requests bad things
/// happen, and the witness, to which nothing does and who tells what is really there.
///
/// After each request it is checked that the answer was true: 2xx means that the change is there,
/// 4xx and 503 that it is not and left no file, 500 and death that it is there wholly or not at
/// all.
final class FaultWorld implements AutoCloseable {
    /// @param status 0 when the victim died before it could answer
    record Outcome(int status, boolean hasChanged, boolean hasFired, int stepCount) {}

    private final CatalogConfig config;
    private final Database real;
    private final FaultSteps steps = new FaultSteps();
    private final FaultyDatabase faulty;
    private final TarnCatalog witness;
    private final Set<String> suspects = new HashSet<>();
    private TarnCatalog victim;
    private FaultyFiles files;
    private String namespace = "none";
    private LakeState state = LakeState.NONE;
    private final Map<String, String> locations = new TreeMap<>();
    private int namespaces;

    FaultWorld(CatalogConfig config) {
        this.config = config.withUpkeep(UpkeepConfig.DEFAULT.withTasks(TaskSettings.BY_HAND));
        this.real = config.store().open();
        this.faulty = new FaultyDatabase(real, steps);
        this.witness =
                TarnCatalog.open(
                        this.config, CatalogSeams.NONE, new FaultyDatabase(real, new FaultSteps()));
        this.victim = openVictim();
    }

    private TarnCatalog openVictim() {
        CatalogSeams seams =
                new CatalogSeams(store -> store, io -> files = new FaultyFiles(io, steps));
        return TarnCatalog.open(config, seams, faulty);
    }

    /// Goes on in a namespace that is not there yet.
    void moveToNewNamespace() {
        namespace = "w" + ++namespaces;
        state = LakeState.NONE;
    }

    LakeState state() {
        return state;
    }

    /// A request that must go well.
    void please(LakeChange change) {
        Answer answer = send(witness, change.request(namespace, locations), null);
        assertThat(answer.status()).as("%s: %s", change, answer.body()).isBetween(200, 299);
        state = change.applyTo(state).orElseThrow();
        assertThat(observe()).isEqualTo(state);
    }

    /// Sends a request to the victim, whose step `number` goes wrong, and checks that the answer is
    /// true. A request with a key is sent again when nobody knows what became of it.
    Outcome send(LakeChange change, Attack attack) {
        String key = attack.hasKey() ? UUID.randomUUID().toString() : null;
        LakeChange.Request request = change.request(namespace, locations);
        LakeChange.Request rival = attack.rival().request(namespace, locations);
        LakeState before = state;
        boolean[] rivalDone = {false};
        files.takeCreated();
        steps.arm(
                attack.step(),
                attack.fault(),
                () -> rivalDone[0] = send(witness, rival, null).status() < 300);
        int status;
        try {
            status = send(victim, request, key).status();
        } catch (Killed e) {
            status = 0;
        }
        List<FaultSteps.Site> taken = steps.taken();
        boolean hasFired = steps.hasFired();
        steps.disarm();
        faulty.settle(attack.isLateCommitKept());
        Set<String> created = files.takeCreated();
        if (status == 0) {
            steps.bury();
            victim.close();
            victim = openVictim();
        }
        Set<LakeState> unchanged = new HashSet<>();
        Set<LakeState> changed = new HashSet<>();
        if (rivalDone[0]) {
            Optional<LakeState> afterRival = attack.rival().applyTo(before);
            afterRival.ifPresent(unchanged::add);
            afterRival.flatMap(change::applyTo).ifPresent(changed::add);
            change.applyTo(before).flatMap(attack.rival()::applyTo).ifPresent(changed::add);
        } else {
            unchanged.add(before);
            change.applyTo(before).ifPresent(changed::add);
        }
        String what =
                "%s with %s answered %d after %s, before it %s"
                        .formatted(change, attack, status, taken, before);
        state = observe();
        check(what, status, unchanged, changed);
        boolean hasChanged = !unchanged.contains(state);
        checkFiles(what, created, status, attack.fault() == Fault.FAIL_BEFORE, taken);
        if (key != null && (status == 0 || status >= 500)) {
            Optional<LakeState> again = hasChanged ? Optional.of(state) : change.applyTo(state);
            sendAgain(what, request, key, again);
        }
        return new Outcome(status, hasChanged, hasFired, taken.size());
    }

    private void check(String what, int status, Set<LakeState> unchanged, Set<LakeState> changed) {
        if (status >= 200 && status < 300) {
            assertThat(changed).as("an acknowledged change is lost: " + what).contains(state);
            return;
        }
        if (status == 0 || status == 500) {
            Set<LakeState> either = new HashSet<>(unchanged);
            either.addAll(changed);
            assertThat(either).as("a change is there by half: " + what).contains(state);
            return;
        }
        assertThat(unchanged).as("a refused change is there: " + what).contains(state);
    }

    /// What a request left on disk and nothing names is only allowed where nobody knew better, or
    /// where deleting was what failed.
    private void checkFiles(
            String what,
            Set<String> created,
            int status,
            boolean hasFailed,
            List<FaultSteps.Site> taken) {
        Set<String> left = new TreeSet<>();
        for (String location : created) {
            if (Files.exists(path(location))) {
                left.add(location);
            }
        }
        left.removeAll(named(left));
        boolean deleteFailed = hasFailed && taken.contains(FaultSteps.Site.FILE_DELETE);
        if (status == 0 || status == 500 || deleteFailed) {
            suspects.addAll(left);
            return;
        }
        assertThat(left).as("files nobody needs: " + what).isEmpty();
    }

    /// Of a request with a key, the second answer is the first one's: it happens once.
    private void sendAgain(
            String what, LakeChange.Request request, String key, Optional<LakeState> wanted) {
        Answer again = send(victim, request, key);
        LakeState now = observe();
        String which = "sent again, answered %d: %s".formatted(again.status(), what);
        assertThat(now).as(which).isEqualTo(wanted.orElse(state));
        assertThat(again.status() < 300).as(which).isEqualTo(wanted.isPresent());
        state = now;
    }

    private Answer send(TarnCatalog server, LakeChange.Request request, @Nullable String key) {
        Map<String, String> headers = key == null ? Map.of() : Map.of("idempotency-key", key);
        return send(server, request.method(), request.path(), request.body(), headers);
    }

    private static Answer send(
            TarnCatalog server,
            String method,
            String path,
            String body,
            Map<String, String> headers) {
        Call call =
                new Call(
                        method,
                        path,
                        Map.of(),
                        headers,
                        RequestBody.json(body.getBytes(StandardCharsets.UTF_8)));
        return server.router().handle(call.withCaller(Caller.system()));
    }

    /// What the witness sees.
    private LakeState observe() {
        String path = "/v1/namespaces/" + namespace;
        Answer list = send(witness, "GET", path + "/tables", "", Map.of());
        if (list.status() == 404) {
            return LakeState.NONE;
        }
        LakeState seen = new LakeState(true, Map.of());
        for (var identifier : ((ListTablesResponse) body(list)).identifiers()) {
            TableMetadata metadata = load(path + "/tables/" + identifier.name());
            locations.put(identifier.name(), metadata.location());
            seen = seen.with(identifier.name(), observe(metadata));
        }
        return seen;
    }

    private TableMetadata load(String path) {
        return ((TableBody) body(send(witness, "GET", path, "", Map.of()))).table().metadata();
    }

    private static Object body(Answer answer) {
        Object body = Objects.requireNonNull(answer.body());
        if (body instanceof ErrorResponse error) {
            throw new AssertionError("The witness cannot read: " + error);
        }
        return body;
    }

    private static TableState observe(TableMetadata metadata) {
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
    private Set<String> named(Set<String> locations) {
        if (locations.isEmpty()) {
            return Set.of();
        }
        return real.reader()
                .withHandle(handle ->
                        new HashSet<>(
                                handle.createQuery(
                                                "SELECT new_metadata_location FROM change_event"
                                                        + " WHERE new_metadata_location IN (<all>)")
                                        .bindList("all", List.copyOf(locations))
                                        .mapTo(String.class)
                                        .list()));
    }

    /// The events of each table lead, one from another, to where its pointer is.
    void checkEventsLeadToPointers() {
        real.orderEvents();
        Map<String, String> pointers = new TreeMap<>();
        List<String> broken = new ArrayList<>();
        real.reader()
                .useHandle(handle -> {
                    handle.createQuery(
                                    "SELECT subject_id, old_metadata_location o,"
                                        + " new_metadata_location n FROM change_event WHERE"
                                        + " namespace_path = :path AND name IS NOT NULL ORDER BY"
                                        + " sequence")
                            .bind("path", namespace)
                            .mapToMap()
                            .forEach(row -> {
                                String id = (String) row.get("subject_id");
                                if (!Objects.equals(pointers.get(id), row.get("o"))) {
                                    broken.add(row.toString());
                                }
                                pointers.put(id, (String) row.get("n"));
                            });
                    pointers.values().removeIf(Objects::isNull);
                    Map<String, String> rows = new TreeMap<>();
                    handle.createQuery(
                                    "SELECT t.id, t.metadata_location FROM table_like t JOIN"
                                            + " namespace n ON n.id = t.namespace_id WHERE n.path ="
                                            + " :path")
                            .bind("path", namespace)
                            .mapToMap()
                            .forEach(row ->
                                    rows.put(
                                            (String) row.get("id"),
                                            (String) row.get("metadata_location")));
                    assertThat(pointers).isEqualTo(rows);
                });
        assertThat(broken).isEmpty();
    }

    /// Every metadata file that the log of a live table names is there.
    void checkLogsAreThere() {
        for (String name : state.tables().keySet()) {
            TableMetadata metadata = load("/v1/namespaces/" + namespace + "/tables/" + name);
            assertThat(path(metadata.metadataFileLocation())).exists();
            metadata.previousFiles().forEach(entry -> assertThat(path(entry.file())).exists());
        }
    }

    private static Path path(String location) {
        return Path.of(java.net.URI.create(location));
    }

    /// How many files of unknown outcomes are still there.
    int leftFiles() {
        return (int) suspects.stream().filter(file -> Files.exists(path(file))).count();
    }

    void reconcile(Path directory) throws IOException {
        Orphans.reconcile(witness, real, directory);
    }

    @Override
    public void close() {
        victim.close();
        witness.close();
        real.close();
    }

    /// What goes wrong with a request.
    ///
    /// @param rival what somebody else does, for [Fault#RIVAL]
    /// @param isLateCommitKept whether a late COMMIT arrives after all
    /// @param hasKey whether the request has an idempotency key
    record Attack(
            int step, Fault fault, LakeChange rival, boolean isLateCommitKept, boolean hasKey) {

        private static final int MAX_STEP = 14;

        static Attack random(Random random, LakeChange rival) {
            Fault[] faults = Fault.values();
            return new Attack(
                    random.nextInt(MAX_STEP),
                    faults[random.nextInt(faults.length)],
                    rival,
                    random.nextBoolean(),
                    random.nextInt(3) == 0);
        }
    }
}
