package dev.tarn.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A list of many tables for somebody who was granted each of them. The reference server knows no
/// grants, so there is nothing to put beside it.
final class GrantedList {
    private static final String USER = "ann";
    private static final int WARM_UP_TURNS = 4;
    private static final int TURNS = 3;

    private GrantedList() {}

    /// Prints the row.
    static void run(Path directory, int tables, double seconds) throws Exception {
        List<String> tokens = new ArrayList<>();
        try (CatalogUnderTest server = CatalogUnderTest.oursAsking(directory, USER, tokens::add)) {
            prepare(server, tables);
            String headers = "Authorization: Bearer " + tokens.getFirst() + "\r\n";
            String path = server.uri.getPath() + "/v1/namespaces/listed/tables";
            check(server, path, headers, tables);
            List<Load> loads = new ArrayList<>();
            for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
                Load load =
                        Load.run(
                                server,
                                1,
                                seconds,
                                200,
                                (client, _, _) -> client.request("GET", path, headers, ""));
                if (turn >= 0) {
                    loads.add(load);
                }
            }
            Load all = Load.merged(loads);
            System.out.printf(
                    Locale.ROOT,
                    "| list of %,d granted tables, 1 client | %,.0f/s, p50 %.1f, p99 %.1f ms, CPU"
                            + " %.2f ms | knows no grants | | | < 100 ms |%n",
                    tables,
                    all.perSecond(),
                    all.millis(0.5),
                    all.millis(0.99),
                    all.cpuMillisEach());
        }
    }

    private static void prepare(CatalogUnderTest server, int tables) throws SQLException {
        server.insert(
                "INSERT INTO namespace (id, warehouse_id, parent_id, parent_path, path, properties,"
                        + " version, created_millis) SELECT 'listed', 'default', NULL, '',"
                        + " 'listed', '{}', 0, 0 FROM seq",
                1);
        server.insertTables("listed", tables);
        server.insert(
                "INSERT INTO access_grant (grantee, privilege, warehouse_id, securable_kind,"
                        + " securable_id, field_id, namespace_path, granted_by, granted_millis)"
                        + " SELECT 'user:"
                        + USER
                        + "', 'SELECT', 'default', 'TABLE', t.id, -1, 'listed', 'admin', 0 FROM"
                        + " table_like t, seq",
                1);
        server.insert("UPDATE access_state SET version = version + 1", 1);
    }

    private static void check(CatalogUnderTest server, String path, String headers, int tables)
            throws IOException {
        try (WireClient client = new WireClient(server.uri)) {
            WireClient.Reply reply = client.ask(client.request("GET", path, headers, ""));
            String body = new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8);
            int names = body.split("\"name\":", -1).length - 1;
            if (reply.status() != 200 || names != tables) {
                throw new IOException(
                        "Status %d with %d tables in place of %d"
                                .formatted(reply.status(), names, tables));
            }
        }
    }
}
