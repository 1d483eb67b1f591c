package dev.tarn.bench;

import dev.tarn.bench.Load.Requests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// Our catalog server beside Iceberg's reference server, turn by turn in one run, as a Markdown
/// table. Each has a process of its own and its own defaults: ours flushes metadata files to disk,
/// the reference does not.
///
/// Arguments: seconds of one turn, 1.5 when absent; then parts of names of rows, all when absent.
public final class CatalogComparison {
    private static final int TURNS = 3;
    private static final int WARM_UP_REQUESTS = 40_000;
    private static final double MAX_WARM_UP_SECONDS = 30;
    private static final double STABLE = 0.95;
    private static final int LONG_HISTORY = 1_000;
    private static final int HUGE_HISTORY = 200_000;
    private static final int LISTED = 10_000;
    private static final int COMMITTED = 64;
    private static final String SET =
            """
            {"requirements":[],"updates":[{"action":"set-properties","updates":{"k":"%d"}}]}\
            """;

    private final List<CatalogUnderTest> servers;
    private final double seconds;
    private final List<String> wanted;

    private CatalogComparison(List<CatalogUnderTest> servers, double seconds, List<String> wanted) {
        this.servers = servers;
        this.seconds = seconds;
        this.wanted = wanted;
    }

    public static void main(String[] arguments) throws Exception {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 1.5;
        Path directory = Files.createTempDirectory("tarn-catalogs");
        try (CatalogUnderTest ours = CatalogUnderTest.ours(directory.resolve("tarn"));
                CatalogUnderTest reference =
                        CatalogUnderTest.reference(directory.resolve("reference"))) {
            List<String> wanted =
                    List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
            new CatalogComparison(List.of(ours, reference), seconds, wanted).run(directory);
        }
    }

    private void run(Path directory) throws Exception {
        String idle = memory();
        for (CatalogUnderTest server : servers) {
            prepare(server);
        }
        String prepared = memory();
        System.out.println("| what | tarn | reference | ratio | ratio of CPU | bar |");
        System.out.println("|---|---|---|---|---|---|");
        rate("loadTable, small, 4 clients", 4, 200, "3×", load("small", ""));
        rate("loadTable, small, 16 clients", 16, 200, "", load("small", ""));
        rate("`snapshots=refs` of 1,000", 4, 200, "10×", load("long?snapshots=refs", ""));
        rate("all of 1,000 snapshots", 4, 200, "", load("long", ""));
        notModified();
        rate("commits, one writer", 1, 200, "3×", commits("one"));
        rate("commits, 8 writers, one table", 8, 200, "p99 ≤ 200 ms", commits("eight"));
        rate("commits, 16 writers, 64 tables", 16, 200, "300/s", manyTables());
        list();
        if (isWanted("granted tables")) {
            GrantedList.run(directory.resolve("granted"), LISTED, seconds);
        }
        neighbour();
        System.out.printf("| memory idle | %s | | | |%n", idle);
        System.out.printf("| memory with tables made | %s | | | |%n", prepared);
        System.out.printf("| memory after all this | %s | | | |%n", memory());
    }

    private boolean isWanted(String row) {
        return wanted.isEmpty() || wanted.stream().anyMatch(row::contains);
    }

    /// Until the loops are compiled: so many requests, and then until a round needs no less
    /// processor time for one than the round before, give or take a twentieth. The same rule for
    /// both servers.
    private void warmUp(CatalogUnderTest server, int threads, int status, Source source)
            throws Exception {
        double before = Double.MAX_VALUE;
        int requests = 0;
        for (double spent = 0; spent < MAX_WARM_UP_SECONDS; spent += Math.max(1, seconds)) {
            Load load = Load.run(server, threads, Math.max(1, seconds), status, source.of(server));
            requests += load.nanos().length;
            double now = load.cpuMillisEach();
            if (requests >= WARM_UP_REQUESTS && now > STABLE * before) {
                return;
            }
            before = now;
        }
    }

    private static void prepare(CatalogUnderTest server) throws Exception {
        try (WireClient client = new WireClient(server.uri)) {
            for (String namespace : List.of("bench", "listed")) {
                please(client, server, "/v1/namespaces", "{\"namespace\":[\"%s\"]}", namespace);
            }
            List<String> tables = new ArrayList<>(List.of("small", "one", "eight"));
            for (int i = 0; i < COMMITTED; i++) {
                tables.add("t" + i);
            }
            String create =
                    """
                    {"name":"%s","schema":{"type":"struct","schema-id":0,"fields":[{"id":1,\
                    "name":"id","required":true,"type":"long"}]}}\
                    """;
            for (String table : tables) {
                please(client, server, "/v1/namespaces/bench/tables", create, table);
            }
            register(client, server, "long", LONG_HISTORY);
            register(client, server, "huge", HUGE_HISTORY);
            server.insertTables("listed", LISTED);
        }
    }

    private static void register(
            WireClient client, CatalogUnderTest server, String name, int snapshots)
            throws IOException {
        Path place = server.directory.resolve("warehouse").resolve(name);
        String uuid = UUID.randomUUID().toString();
        String file =
                MetadataFixture.write(place, server.warehouse() + "/" + name, snapshots, uuid);
        please(
                client,
                server,
                "/v1/namespaces/bench/register",
                "{\"name\":\"" + name + "\",\"metadata-location\":\"%s\"}",
                file);
    }

    private static void please(
            WireClient client, CatalogUnderTest server, String path, String body, String name)
            throws IOException {
        WireClient.Reply reply =
                client.ask(
                        client.request(
                                "POST", server.uri.getPath() + path, "", body.formatted(name)));
        if (reply.status() != 200) {
            throw new IOException(
                    "%s answers %d to %s: %s"
                            .formatted(
                                    server.name,
                                    reply.status(),
                                    path,
                                    new String(reply.body(), StandardCharsets.UTF_8)));
        }
    }

    /// Requests of one server.
    private interface Source {
        Requests of(CatalogUnderTest server);
    }

    private static String path(CatalogUnderTest server, String table) {
        return server.uri.getPath() + "/v1/namespaces/bench/tables/" + table;
    }

    private static Source load(String table, String headers) {
        return server -> {
            byte[][] printed = new byte[1][];
            return (client, _, _) -> {
                if (printed[0] == null) {
                    printed[0] = client.request("GET", path(server, table), headers, "");
                }
                return printed[0];
            };
        };
    }

    private static Source commits(String table) {
        return server ->
                (client, thread, number) ->
                        client.request(
                                "POST",
                                path(server, table),
                                "",
                                SET.formatted(1_000_000L * thread + number));
    }

    private static Source manyTables() {
        return server ->
                (client, thread, number) ->
                        client.request(
                                "POST",
                                path(server, "t" + (thread * 4 + number % 4)),
                                "",
                                SET.formatted(number));
    }

    private void notModified() throws Exception {
        List<Source> sources = new ArrayList<>();
        for (CatalogUnderTest server : servers) {
            try (WireClient client = new WireClient(server.uri)) {
                String etag =
                        client.ask(client.request("GET", path(server, "long"), "", "")).etag();
                sources.add(load("long", "If-None-Match: " + etag + "\r\n"));
            }
        }
        rate(
                "`If-None-Match`, 304, 1,000 snapshots",
                4,
                304,
                "10×",
                server -> sources.get(servers.indexOf(server)).of(server));
    }

    /// Both servers in turns, when both are warm.
    private void rate(String what, int threads, int status, String bar, Source source)
            throws Exception {
        if (!isWanted(what)) {
            return;
        }
        for (CatalogUnderTest server : servers) {
            warmUp(server, threads, status, source);
        }
        List<List<Load>> loads = List.of(new ArrayList<>(), new ArrayList<>());
        for (int turn = 0; turn < TURNS; turn++) {
            for (int i = 0; i < servers.size(); i++) {
                CatalogUnderTest server = servers.get(i);
                loads.get(i).add(Load.run(server, threads, seconds, status, source.of(server)));
            }
        }
        Load ours = Load.merged(loads.get(0));
        Load theirs = Load.merged(loads.get(1));
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %s | %.1f | %.1f | %s |%n",
                what,
                cell(ours),
                cell(theirs),
                ours.perSecond() / theirs.perSecond(),
                theirs.cpuMillisEach() / ours.cpuMillisEach(),
                bar);
    }

    private static String cell(Load load) {
        String errors = load.errors() == 0 ? "" : ", %,d errors".formatted(load.errors());
        return String.format(
                Locale.ROOT,
                "%,.0f/s, p50 %.1f, p99 %.1f ms, CPU %.2f ms%s",
                load.perSecond(),
                load.millis(0.5),
                load.millis(0.99),
                load.cpuMillisEach(),
                errors);
    }

    private void list() throws Exception {
        rate(
                "list of 10,000 tables, 1 client",
                1,
                200,
                "< 100 ms",
                server ->
                        (client, _, _) ->
                                client.request(
                                        "GET",
                                        server.uri.getPath() + "/v1/namespaces/listed/tables",
                                        "",
                                        ""));
    }

    /// Loads of the small table while somebody loads one of 100 MB all the time. On a machine that
    /// clients share with the server, that keeps two processors busy, the sender's and the
    /// receiver's: two threads of the clients that only compute show how much of the wait that is.
    private void neighbour() throws Exception {
        if (!isWanted("neighbour")) {
            return;
        }
        List<String> cells = new ArrayList<>();
        for (CatalogUnderTest server : servers) {
            warmUp(server, 2, 200, load("small", ""));
            Beside alone = beside(server);
            Beside computing =
                    beside(server, CatalogComparison::compute, CatalogComparison::compute);
            Beside huge = beside(server, isOver -> loadHuge(server, isOver));
            cells.add(
                    String.format(
                            Locale.ROOT,
                            "p99 %.1f ms, alone %.1f, beside two loops of the client %.1f;"
                                    + " p50 %.2f, alone %.2f, beside the loops %.2f; %d huge loads",
                            huge.load().millis(0.99),
                            alone.load().millis(0.99),
                            computing.load().millis(0.99),
                            huge.load().millis(0.5),
                            alone.load().millis(0.5),
                            computing.load().millis(0.5),
                            huge.count()));
        }
        System.out.printf(
                "| small load beside a neighbour of %,d MB, 2 clients | %s | %s | | | unaffected"
                        + " |%n",
                HUGE_HISTORY * 480L / 1_000_000, cells.get(0), cells.get(1));
    }

    /// Small loads, and what a neighbour counted beside them.
    private record Beside(Load load, int count) {}

    private interface Neighbour {
        int run(AtomicBoolean isOver) throws IOException;
    }

    private Beside beside(CatalogUnderTest server, Neighbour... neighbours) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        List<Future<Integer>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (Neighbour neighbour : neighbours) {
                counts.add(threads.submit(() -> neighbour.run(isOver)));
            }
            Load load = Load.run(server, 2, 5 * seconds, 200, load("small", "").of(server));
            isOver.set(true);
            int count = 0;
            for (Future<Integer> counted : counts) {
                count += counted.get();
            }
            return new Beside(load, count);
        }
    }

    private static int compute(AtomicBoolean isOver) {
        int sum = 0;
        while (!isOver.get()) {
            sum = 31 * sum + 7;
        }
        return sum;
    }

    private static int loadHuge(CatalogUnderTest server, AtomicBoolean isOver) throws IOException {
        int count = 0;
        try (WireClient client = new WireClient(server.uri)) {
            byte[] request = client.request("GET", path(server, "huge"), "", "");
            while (!isOver.get()) {
                if (client.send(request).bodyBytes() < 50_000_000) {
                    throw new IOException("The huge table is not huge");
                }
                count++;
            }
        }
        return count;
    }

    private String memory() throws IOException, InterruptedException {
        List<String> cells = new ArrayList<>();
        for (CatalogUnderTest server : servers) {
            cells.add(ServerMemory.of(server.process()).toString());
        }
        return String.join(" | ", cells);
    }
}
