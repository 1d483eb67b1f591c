package dev.tarn.catalog;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.AppendHistory.Append;
import dev.tarn.catalog.AppendHistory.Event;
import dev.tarn.catalog.AppendHistory.Read;
import dev.tarn.catalog.AppendHistory.Told;
import dev.tarn.catalog.RunningCatalog.Reply;

import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/// Clients that append snapshots to tables and read them, over HTTP, and write down what they were
/// told and when. Each remembers the history it read last, as a real client does.
final class ConcurrentClients {
    private static final AtomicLong SNAPSHOTS = new AtomicLong();

    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final IntFunction<URI> serverOf;

    /// @param serverOf whom client n asks; asked again for each request
    ConcurrentClients(IntFunction<URI> serverOf) {
        this.serverOf = serverOf;
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    long count(Told told) {
        return events.stream()
                .filter(event -> event instanceof Append append && append.told() == told)
                .count();
    }

    /// Lets `clients` clients append to the table of that path, `appends` each, with reads between;
    /// ends when all have done so.
    void run(int clients, int appends, String tablePath, long seed) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                Random random = new Random(seed * 1_000 + i);
                futures.add(threads.submit(() -> one(client, appends, tablePath, random)));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
    }

    /// One client: until `appends` of its requests were acknowledged or left open.
    private void one(int client, int appends, String tablePath, Random random) {
        int done = 0;
        while (done < appends) {
            Table table = read(client, tablePath);
            if (table != null && random.nextInt(8) != 0) {
                done += append(client, tablePath, table) == Told.REFUSED ? 0 : 1;
            }
        }
    }

    /// @param location of the table
    record Table(String location, List<Long> history) {}

    /// The table's history; null when nobody answered with one.
    Table read(int client, String tablePath) {
        long begin = System.nanoTime();
        Reply reply;
        try {
            reply = RunningCatalog.send(serverOf.apply(client), "GET", tablePath, null);
        } catch (UncheckedIOException e) {
            return null;
        }
        long end = System.nanoTime();
        if (reply.status() != 200) {
            return null;
        }
        List<Long> seen = new ArrayList<>();
        JsonNode metadata = reply.json().path("metadata");
        for (JsonNode snapshot : metadata.path("snapshots")) {
            seen.add(snapshot.path("snapshot-id").asLong());
        }
        events.add(new Read(seen, begin, end));
        return new Table(metadata.path("location").asText(), seen);
    }

    private Told append(int client, String tablePath, Table table) {
        long snapshot = SNAPSHOTS.incrementAndGet();
        String body = Appends.body(table.location(), table.history(), snapshot);
        long begin = System.nanoTime();
        Told told;
        try {
            int status =
                    RunningCatalog.send(serverOf.apply(client), "POST", tablePath, body).status();
            told = Told.of(status);
        } catch (UncheckedIOException e) {
            told = Told.UNKNOWN;
        }
        events.add(new Append(snapshot, begin, System.nanoTime(), told));
        return told;
    }
}
