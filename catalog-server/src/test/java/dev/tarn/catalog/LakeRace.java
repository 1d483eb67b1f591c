package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.AppendHistory.Append;
import dev.tarn.catalog.AppendHistory.Event;
import dev.tarn.catalog.AppendHistory.Read;
import dev.tarn.catalog.AppendHistory.Told;
import dev.tarn.catalog.RunningCatalog.Reply;

import org.apache.iceberg.catalog.Namespace;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Writers that append to whatever table has a name now, while movers drop, undrop, rename, create
/// and purge tables under the same names, all over HTTP. What the writers saw and were told is kept
/// by table, whatever it was called.
final class LakeRace {
    private static final AtomicLong SNAPSHOTS = new AtomicLong();
    private static final int REFUSALS_FOR_EACH_APPEND = 200;

    /// @param names that tables have; one table each at first
    /// @param appends that each writer wants acknowledged, or left open
    record Plan(int names, int writers, int appends, int movers, long seed) {}

    private final RunningCatalog catalog;
    private final Plan plan;
    private final Namespace namespace;
    private final byte[] manifestList;
    private final Map<String, ConcurrentLinkedQueue<Event>> byTable = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> moves = new ConcurrentHashMap<>();

    LakeRace(RunningCatalog catalog, Plan plan) {
        this.catalog = catalog;
        this.plan = plan;
        this.namespace = catalog.newNamespace();
        this.manifestList = Appends.emptyManifestList(catalog.catalog(), catalog.newNamespace());
    }

    String namespace() {
        return namespace.toString();
    }

    /// What happened to a table, by its UUID.
    Map<String, List<Event>> events() {
        Map<String, List<Event>> result = new TreeMap<>();
        byTable.forEach((uuid, events) -> result.put(uuid, List.copyOf(events)));
        return result;
    }

    long count(Told told) {
        return byTable.values().stream()
                .flatMap(ConcurrentLinkedQueue::stream)
                .filter(event -> event instanceof Append append && append.told() == told)
                .count();
    }

    /// How often each kind of move was acknowledged.
    Map<String, Integer> moves() {
        Map<String, Integer> result = new TreeMap<>();
        moves.forEach((kind, count) -> result.put(kind, count.get()));
        return result;
    }

    /// Ends when every writer has done its appends.
    void run() throws Exception {
        for (int i = 0; i < plan.names; i++) {
            assertThat(create("t" + i)).isEqualTo(200);
        }
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> moving = new ArrayList<>();
            for (int i = 0; i < plan.movers; i++) {
                Random random = new Random(plan.seed * 1_000 + 500 + i);
                moving.add(threads.submit(() -> move(isOver, random)));
            }
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < plan.writers; i++) {
                Random random = new Random(plan.seed * 1_000 + i);
                writing.add(threads.submit(() -> write(random)));
            }
            try {
                for (Future<?> writer : writing) {
                    writer.get();
                }
            } finally {
                isOver.set(true);
            }
            for (Future<?> mover : moving) {
                mover.get();
            }
        }
    }

    private String path(String name) {
        return "/v1/namespaces/" + namespace + "/tables/" + name;
    }

    private String anyName(Random random) {
        return "t" + random.nextInt(plan.names);
    }

    private void write(Random random) {
        int done = 0;
        for (int refused = 0;
                done < plan.appends && refused < plan.appends * REFUSALS_FOR_EACH_APPEND; ) {
            Told told = readAndAppend(anyName(random));
            if (told == Told.REFUSED) {
                refused++;
            } else {
                done++;
            }
        }
    }

    private Told readAndAppend(String name) {
        long begin = System.nanoTime();
        Reply reply = catalog.get(path(name));
        long end = System.nanoTime();
        if (reply.status() != 200) {
            LockSupport.parkNanos(5_000_000);
            return Told.REFUSED;
        }
        JsonNode metadata = reply.json().path("metadata");
        List<Long> seen = new ArrayList<>();
        for (JsonNode snapshot : metadata.path("snapshots")) {
            seen.add(snapshot.path("snapshot-id").asLong());
        }
        String uuid = metadata.path("table-uuid").asText();
        events(uuid).add(new Read(seen, begin, end));
        return append(name, uuid, metadata.path("location").asText(), seen);
    }

    private Told append(String name, String uuid, String location, List<Long> seen) {
        long snapshot = SNAPSHOTS.incrementAndGet();
        Appends.writeFiles(location, snapshot, manifestList);
        String body = Appends.withStatistics(location, seen, snapshot);
        String checked =
                body.replaceFirst(
                        "\\[",
                        "[{\"type\":\"assert-table-uuid\",\"uuid\":\"%s\"},".formatted(uuid));
        long begin = System.nanoTime();
        Told told;
        try {
            told = Told.of(catalog.post(path(name), checked).status());
        } catch (UncheckedIOException e) {
            told = Told.UNKNOWN;
        }
        events(uuid).add(new Append(snapshot, begin, System.nanoTime(), told));
        return told;
    }

    private ConcurrentLinkedQueue<Event> events(String uuid) {
        return byTable.computeIfAbsent(uuid, _ -> new ConcurrentLinkedQueue<>());
    }

    private void move(AtomicBoolean isOver, Random random) {
        while (!isOver.get()) {
            String name = anyName(random);
            String other = anyName(random);
            switch (random.nextInt(12)) {
                case 0 -> count("purged", catalog.delete(path(name) + "?purgeRequested=true"));
                case 1 -> count("created", create(name));
                case 2, 3, 4 -> count("dropped", catalog.delete(path(name)));
                case 5, 6 -> count("renamed", rename(name, other));
                default -> count("undropped", undrop(name, other));
            }
            LockSupport.parkNanos(random.nextInt(30_000_000));
        }
    }

    private void count(String kind, Reply reply) {
        assertThat(reply.status()).as("%s: %s", kind, reply.body()).isNotIn(500, 502);
        count(kind, reply.status());
    }

    private void count(String kind, int status) {
        if (status < 300) {
            moves.computeIfAbsent(kind, _ -> new AtomicInteger()).incrementAndGet();
        }
    }

    private int create(String name) {
        String body = "{\"name\":\"%s\",\"schema\":%s}".formatted(name, RunningCatalog.SCHEMA_JSON);
        return catalog.post("/v1/namespaces/" + namespace + "/tables", body).status();
    }

    private Reply rename(String name, String to) {
        String body =
                "{\"source\":%s,\"destination\":%s}".formatted(identifier(name), identifier(to));
        return catalog.post("/v1/tables/rename", body);
    }

    private Reply undrop(String name, String as) {
        String plain = identifier(name);
        String body = plain.substring(0, plain.length() - 1) + ",\"as\":" + identifier(as) + "}";
        return catalog.post("/v1/dropped/undrop", body);
    }

    private String identifier(String name) {
        return "{\"namespace\":[\"%s\"],\"name\":\"%s\"}".formatted(namespace, name);
    }
}
