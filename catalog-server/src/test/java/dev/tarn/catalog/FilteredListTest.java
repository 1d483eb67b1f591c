package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.service.Granting.Target;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// A namespace of 10,000 tables, of which somebody was granted every second one, table by table.
class FilteredListTest {
    private static final int TABLES = 10_000;
    private static final int ROUNDS = 15;

    /// Ten times what it takes, for machines that do other things too.
    private static final long MAX_MEDIAN_MILLIS = 1_000;

    @RegisterExtension static final RunningCatalog CATALOG = new RunningCatalog(AccessConfig.ON);

    @Test
    void aListOfTenThousandTablesIsFilteredByItsQuery() throws SQLException {
        Namespace namespace = CATALOG.newNamespace();
        TableIdentifier first = TableIdentifier.of(namespace, "a");
        CATALOG.catalog().createTable(first, RunningCatalog.SCHEMA);
        String token =
                CATALOG.tarn()
                        .administration()
                        .createToken("ann", TokenRow.Kind.BEARER, null)
                        .text();
        Caller.system()
                .during(() ->
                        CATALOG.tarn()
                                .granting()
                                .grant(
                                        Set.of(Privilege.SELECT),
                                        new Target.OfTable(first, List.of()),
                                        Grantee.user("ann")));
        copy(CATALOG.directory().resolve("catalog.db"), namespace.toString());
        String path = "/v1/namespaces/" + namespace + "/tables";
        String[] header = {"Authorization", "Bearer " + token};

        long filtered = medianMillis(path, header, TABLES / 2 + 1);
        CATALOG.tarn().administration().addMember("admin", "ann");
        long whole = medianMillis(path, header, TABLES + 1);

        System.out.printf(
                "median of %d: %,d ms for the %,d tables that are granted, %,d ms for all %,d%n",
                ROUNDS, filtered, TABLES / 2 + 1, whole, TABLES + 1);
        assertThat(filtered).isLessThan(MAX_MEDIAN_MILLIS);
    }

    private static long medianMillis(String path, String[] header, int tables) {
        long[] millis = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Reply reply = CATALOG.get(path, header);
            millis[i] = (System.nanoTime() - start) / 1_000_000;
            assertThat(reply.json().path("identifiers")).hasSize(tables);
        }
        Arrays.sort(millis);
        return millis[ROUNDS / 2];
    }

    /// The row of the one table and its grant, many times over.
    private static void copy(Path database, String namespace) throws SQLException {
        String numbers =
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        + TABLES
                        + ") ";
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute(
                    numbers
                            + "INSERT INTO table_like (id, warehouse_id, namespace_id, name, kind,"
                            + " location, metadata_location, version, flags, created_millis,"
                            + " updated_millis) SELECT t.id || n.i, t.warehouse_id,"
                            + " t.namespace_id, 't' || n.i, t.kind, t.location || n.i,"
                            + " t.metadata_location, 0, 0, 0, 0 FROM table_like t JOIN namespace s"
                            + " ON s.id = t.namespace_id, n WHERE s.path = '"
                            + namespace
                            + "' AND t.name = 'a'");
            statement.execute(
                    numbers
                            + "INSERT INTO access_grant (grantee, privilege, warehouse_id,"
                            + " securable_kind, securable_id, field_id, namespace_path,"
                            + " granted_by, granted_millis) SELECT g.grantee, g.privilege,"
                            + " g.warehouse_id, g.securable_kind, g.securable_id || n.i,"
                            + " g.field_id, g.namespace_path, g.granted_by, 0 FROM access_grant g,"
                            + " n WHERE g.grantee = 'user:ann' AND n.i % 2 = 0");
            statement.execute("UPDATE access_state SET version = version + 1");
        }
    }
}
