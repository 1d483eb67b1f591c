package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// SQL in the name of people who may do less than everything, down to columns.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlAccessTest {
    private static final String ADMIN = "operator-0123456789-0123456789-abcdef";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> tokens = new HashMap<>(Map.of("admin", ADMIN));
    private Tarn tarn = unset();
    private WebServer server = unset();

    @SuppressWarnings("NullAway")
    private static <T> T unset() {
        return null;
    }

    @BeforeAll
    void start(@TempDir Path directory) {
        Settings settings =
                Settings.defaults()
                        .set(Key.DATA_DIR, directory.toString(), "test")
                        .set(Key.AUTH_MODE, "on", "test")
                        .set(Key.AUTH_ADMIN_TOKEN, ADMIN, "test")
                        .set(Key.HTTP_PORT, "0", "test");
        tarn = Tarn.open(TarnConfig.from(settings));
        server = tarn.serve();
        rows("admin", "CREATE TABLE main.people (id BIGINT, name VARCHAR, pay DECIMAL(9,2))");
        rows("admin", "INSERT INTO main.people VALUES (1, 'Ann', 10.00), (2, 'Bob', 20.00)");
        rows("admin", "CREATE TABLE main.secret (id BIGINT)");
        rows("admin", "CREATE VIEW main.names AS SELECT name FROM main.people");
        for (String person :
                List.of("reader", "columns", "writer", "outsider", "viewer", "borrower")) {
            JsonNode made =
                    post("admin", "/api/v1/access/tokens", "{\"principal\":\"" + person + "\"}");
            tokens.put(person, made.path("token").asText());
        }
        grant("SELECT", "table:main.people", "reader");
        grant("INSERT", "table:main.people", "writer");
        grant("SELECT", "view:main.names", "viewer");
        post(
                "admin",
                "/api/v1/access/grants",
                """
                {"privileges":["SELECT"],"on":"table:main.people","to":"user:columns",
                 "columns":["id","name"]}\
                """);
    }

    @AfterAll
    void stop() {
        server.close();
        tarn.close();
        http.close();
    }

    private void grant(String privilege, String on, String to) {
        JsonNode answer =
                post(
                        "admin",
                        "/api/v1/access/grants",
                        "{\"privileges\":[\"%s\"],\"on\":\"%s\",\"to\":\"user:%s\"}"
                                .formatted(privilege, on, to));
        assertThat(answer.path("changed").asInt()).as(answer.toString()).isEqualTo(1);
    }

    private JsonNode post(String who, String path, String body) {
        return send(
                who,
                path,
                HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode get(String who, String path) {
        return send(who, path, HttpRequest.newBuilder());
    }

    private JsonNode send(String who, String path, HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(
                            request.uri(URI.create("http://127.0.0.1:" + server.port() + path))
                                    .header("Authorization", "Bearer " + tokens.get(who))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode sql(String who, String statement) {
        return post(
                who,
                "/api/v1/sql",
                Json.MAPPER.createObjectNode().put("sql", statement).toString());
    }

    private List<String> rows(String who, String statement) {
        JsonNode answer = sql(who, statement);
        assertThat(answer.path("error").isMissingNode()).as(answer.toString()).isTrue();
        List<String> rows = new ArrayList<>();
        answer.path("rows").forEach(row -> rows.add(row.toString()));
        return rows;
    }

    private void denied(String who, String statement, String message, int line, int column) {
        JsonNode error = sql(who, statement).path("error");
        assertThat(error.path("message").asText()).as(statement).isEqualTo(message);
        assertThat(error.path("code").asText()).isEqualTo("PERMISSION_DENIED");
        assertThat(error.path("line").asInt()).as(statement).isEqualTo(line);
        assertThat(error.path("column").asInt()).as(statement).isEqualTo(column);
    }

    private void missing(String who, String statement) {
        JsonNode error = sql(who, statement).path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("TABLE_NOT_FOUND");
    }

    /// The same is said of a hidden namespace as of one that is not there.
    private void asIfAbsent(String who, String statement) {
        String hidden = sql(who, statement.formatted("main")).path("error").toString();
        String absent = sql(who, statement.formatted("gone")).path("error").toString();
        assertThat(hidden).isNotEmpty().isEqualTo(absent.replace("gone", "main"));
    }

    @Test
    void whoMaySelectReads() {
        assertThat(rows("reader", "SELECT name FROM main.people ORDER BY id"))
                .containsExactly("[\"Ann\"]", "[\"Bob\"]");
        assertThat(rows("reader", "SELECT count(*) FROM main.people")).containsExactly("[2]");
        assertThat(rows("reader", "SELECT count(*) FROM main.\"people$files\"")).hasSize(1);
    }

    @Test
    void whatMayNotBeSeenIsNotThere() {
        missing("reader", "SELECT * FROM main.secret");
        asIfAbsent("outsider", "SELECT 1 FROM %s.people");
        asIfAbsent("outsider", "DROP TABLE %s.people");
        asIfAbsent("outsider", "DESCRIBE %s.people");
        assertThat(rows("reader", "SHOW TABLES FROM main")).containsExactly("[\"people\"]");
        assertThat(rows("outsider", "SHOW SCHEMAS")).containsExactly("[\"information_schema\"]");
        assertThat(
                        rows(
                                "reader",
                                "SELECT table_name FROM information_schema.tables WHERE"
                                        + " table_schema = 'main'"))
                .containsExactly("[\"people\"]");
    }

    /// So many that the catalog is asked for all at once.
    @Test
    void columnsOfManyTablesAreListedAsFarAsTheyAreGranted() {
        rows("admin", "CREATE SCHEMA wide");
        for (int i = 0; i < 20; i++) {
            rows("admin", "CREATE TABLE wide.t%d (id BIGINT, name VARCHAR)".formatted(i));
        }
        for (int i = 0; i < 18; i++) {
            post(
                    "admin",
                    "/api/v1/access/grants",
                    """
                    {"privileges":["SELECT"],"on":"table:wide.t%d","to":"user:columns",
                     "columns":["name"]}\
                    """
                            .formatted(i));
        }
        String listed =
                "SELECT DISTINCT column_name, count(*) FROM information_schema.columns WHERE"
                        + " table_schema = 'wide' GROUP BY column_name ORDER BY 1";
        assertThat(rows("admin", listed)).containsExactly("[\"id\",20]", "[\"name\",20]");
        assertThat(rows("columns", listed)).containsExactly("[\"name\",18]");
        assertThat(rows("outsider", listed)).isEmpty();
    }

    @Test
    void columnsWithoutAGrantAreDeniedWhereTheyAreNamed() {
        assertThat(rows("columns", "SELECT name FROM main.people WHERE id = 2"))
                .containsExactly("[\"Bob\"]");
        assertThat(rows("columns", "SELECT count(*) FROM main.people")).containsExactly("[2]");
        String message = "Access denied: cannot select column pay of table lake.main.people";
        denied("columns", "SELECT id,\n  pay FROM main.people", message, 2, 3);
        denied("columns", "SELECT id FROM main.people WHERE pay > 5", message, 1, 34);
        denied("columns", "SELECT max(pay) FROM main.people", message, 1, 12);
        denied("columns", "SELECT count(pay) FROM main.people", message, 1, 14);
        denied("columns", "SELECT id FROM main.people ORDER BY pay", message, 1, 37);
        denied("columns", "SELECT count(*) FROM main.people GROUP BY pay", message, 1, 43);
        denied("columns", "SELECT * FROM main.people", message, 1, 8);
        denied("columns", "SELECT p.pay FROM main.people p", message, 1, 8);
        denied("columns", "SELECT x FROM (SELECT pay AS x, id FROM main.people)", message, 1, 23);
        denied(
                "columns",
                "SELECT 1 FROM (VALUES 1) v(x) WHERE EXISTS (SELECT 1 FROM main.people p"
                        + " WHERE p.pay = 1)",
                message,
                1,
                79);
        denied(
                "columns",
                "SELECT id FROM main.people a WHERE EXISTS (SELECT 1 FROM main.people b WHERE"
                        + " b.id = a.pay)",
                message,
                1,
                85);
        denied(
                "columns",
                "SELECT a.id FROM main.people a JOIN main.people b ON a.pay = b.pay",
                message,
                1,
                54);
        denied("columns", "SELECT rank() OVER (ORDER BY pay) FROM main.people", message, 1, 30);
        denied("columns", "EXPLAIN SELECT pay FROM main.people", message, 1, 16);
        denied(
                "columns",
                "SELECT id FROM main.people UNION ALL SELECT pay FROM main.people",
                message,
                1,
                45);
        denied("columns", "CREATE TABLE main.copy AS SELECT pay FROM main.people", message, 1, 34);
        assertThat(
                        sql(
                                        "columns",
                                        "SELECT a.id FROM main.people a JOIN main.people b USING"
                                                + " (pay)")
                                .path("error")
                                .path("message")
                                .asText())
                .isEqualTo(message);
        assertThat(
                        sql("columns", "SELECT 1 FROM main.people a NATURAL JOIN main.people b")
                                .path("error")
                                .path("message")
                                .asText())
                .isEqualTo(message);
    }

    @Test
    void columnsThatMayNotBeReadAreNotShown() {
        assertThat(rows("columns", "DESCRIBE main.people"))
                .hasSize(2)
                .noneMatch(row -> row.contains("pay"));
        assertThat(
                        rows(
                                "columns",
                                "SELECT column_name FROM information_schema.columns WHERE"
                                        + " table_name = 'people'"))
                .containsExactly("[\"id\"]", "[\"name\"]");
        for (String statement :
                List.of(
                        "SELECT * FROM main.\"people$files\"",
                        "SELECT * FROM main.\"people$snapshots\"",
                        "SHOW CREATE TABLE main.people")) {
            assertThat(sql("columns", statement).path("error").path("message").asText())
                    .contains("Access denied", "which takes SELECT on all of it");
        }
    }

    @Test
    void aGrantThatIsRevokedEndsQueriesThatWentBefore() {
        rows("admin", "CREATE TABLE main.lent (id BIGINT, name VARCHAR)");
        rows("admin", "INSERT INTO main.lent VALUES (1, 'Ann')");
        String query = "SELECT name FROM main.lent";
        String on =
                "{\"privileges\":[\"SELECT\"],\"on\":\"table:main.lent\",\"to\":\"user:borrower\"%s}";
        String hidden = sql("borrower", query).toString();
        assertThat(hidden).contains("error");
        post("admin", "/api/v1/access/grants", on.formatted(""));
        for (int i = 0; i < 3; i++) {
            assertThat(rows("borrower", query)).containsExactly("[\"Ann\"]");
        }
        post("admin", "/api/v1/access/revocations", on.formatted(""));
        assertThat(sql("borrower", query)).hasToString(hidden);
        post("admin", "/api/v1/access/grants", on.formatted(",\"columns\":[\"name\"]"));
        assertThat(rows("borrower", query)).containsExactly("[\"Ann\"]");
        post("admin", "/api/v1/access/revocations", on.formatted(",\"columns\":[\"name\"]"));
        post("admin", "/api/v1/access/grants", on.formatted(",\"columns\":[\"id\"]"));
        JsonNode error = sql("borrower", query).path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("PERMISSION_DENIED");
        assertThat(rows("admin", query)).containsExactly("[\"Ann\"]");
    }

    @Test
    void whoMayInsertSendsRows() {
        rows("admin", "CREATE TABLE main.sent (id BIGINT)");
        String door = "/api/v1/tables/main/sent/rows";
        grant("INSERT", "table:main.sent", "writer");
        JsonNode unseen = post("outsider", door, "{\"id\":1}").path("error");
        assertThat(unseen.path("code").asText()).isEqualTo("SCHEMA_NOT_FOUND");
        JsonNode read = post("reader", "/api/v1/tables/main/people/rows", "{\"id\":3}");
        assertThat(read.at("/error/code").asText()).isEqualTo("PERMISSION_DENIED");
        assertThat(post("writer", door, "{\"id\":7}").path("rows").asInt()).isEqualTo(1);
        assertThat(rows("admin", "SELECT id FROM main.sent")).containsExactly("[7]");
    }

    @Test
    void whoMayInsertDoesNotRead() {
        denied(
                "writer",
                "SELECT count(*) FROM main.people",
                "Access denied: cannot select from table lake.main.people",
                1,
                22);
        rows("admin", "CREATE TABLE main.inbox (id BIGINT)");
        grant("INSERT", "table:main.inbox", "writer");
        rows("writer", "INSERT INTO main.inbox VALUES (7)");
        assertThat(rows("admin", "SELECT id FROM main.inbox")).containsExactly("[7]");
        JsonNode error = sql("writer", "DROP TABLE main.inbox").path("error");
        assertThat(error.path("code").asText()).isEqualTo("PERMISSION_DENIED");
        error = sql("writer", "ALTER TABLE main.inbox ADD COLUMN x BIGINT").path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("PERMISSION_DENIED");
        error = sql("reader", "INSERT INTO main.people VALUES (3, 'Eve', 0)").path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo("PERMISSION_DENIED");
    }

    /// Whoever may write a table could read any file of the server through it.
    @Test
    void filesOutsideTablesTakeAnAdministrator() {
        rows("admin", "CREATE TABLE main.loaded (line VARCHAR)");
        grant("INSERT", "table:main.loaded", "writer");
        String message =
                "Access denied: cannot read files by %s, which goes past grants of tables and takes"
                        + " an administrator";
        denied(
                "writer",
                "COPY INTO main.loaded FROM '/etc/hostname'",
                message.formatted("COPY INTO"),
                1,
                28);
        for (String call :
                List.of(
                        "CALL system.add_files('main.loaded', '`parquet`.`/etc`')",
                        "CALL system.snapshot('`parquet`.`/etc`', 'main.made')")) {
            JsonNode error = sql("writer", call).path("error");
            assertThat(error.path("code").asText()).as(call).isEqualTo("PERMISSION_DENIED");
            assertThat(error.path("message").asText()).contains("cannot read files by");
        }
        denied(
                "writer",
                "CREATE TABLE main.made FROM '/etc/hostname.csv'",
                message.formatted("CREATE TABLE … FROM"),
                1,
                29);
        denied(
                "writer",
                "SELECT * FROM read_csv('/etc/hostname.csv')",
                message.formatted("read_csv"),
                1,
                15);
    }

    @Test
    void aViewReadsInTheNameOfWhoAsks() {
        missing("viewer", "SELECT * FROM main.names");
        grant("SELECT", "table:main.people", "viewer");
        assertThat(rows("viewer", "SELECT * FROM main.names ORDER BY name"))
                .containsExactly("[\"Ann\"]", "[\"Bob\"]");
        missing("reader", "SELECT * FROM main.names");
    }

    @Test
    void peopleSeeTheirOwnQueriesOnly() {
        rows("reader", "SELECT 'mine'");
        String all = get("admin", "/api/v1/queries").toString();
        assertThat(all).contains("'mine'").contains("people");
        String own = get("reader", "/api/v1/queries").toString();
        assertThat(own).contains("'mine'").doesNotContain("\"user\":\"admin\"");
        String id = get("admin", "/api/v1/queries").path("queries").get(0).path("id").asText();
        String others = get("outsider", "/api/v1/queries/" + id).toString();
        assertThat(others).contains("NOT_FOUND");
    }

    @Test
    void onlyAdministratorsChangeWhoMayDoWhat() {
        assertThat(get("reader", "/api/v1/access/me").path("name").asText()).isEqualTo("reader");
        for (String path : List.of("principals", "roles", "tokens")) {
            assertThat(get("reader", "/api/v1/access/" + path).path("error").path("code").asText())
                    .isEqualTo("PERMISSION_DENIED");
        }
        JsonNode refused =
                post(
                        "reader",
                        "/api/v1/access/grants",
                        "{\"privileges\":[\"SELECT\"],\"on\":\"table:main.people\",\"to\":\"outsider\"}");
        assertThat(refused.path("error").path("code").asText()).isEqualTo("FORBIDDEN");
        assertThat(refused.path("error").path("message").asText())
                .isEqualTo("Access denied: reader needs MANAGE on table main.people");
    }

    private void refused(String who, String statement, String code, String message) {
        JsonNode error = sql(who, statement).path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
        assertThat(error.path("message").asText()).as(statement).contains(message);
    }

    @Test
    void privileges_are_granted_and_revoked_in_SQL() {
        rows("admin", "CREATE TABLE main.shared (id BIGINT, hidden BIGINT)");
        refused("borrower", "SELECT * FROM main.shared", "SCHEMA_NOT_FOUND", "main");
        rows("admin", "GRANT SELECT (id), INSERT ON TABLE main.shared TO USER borrower");
        assertThat(rows("borrower", "SELECT id FROM main.shared")).isEmpty();
        assertThat(rows("admin", "SHOW GRANTS ON main.shared"))
                .containsExactlyInAnyOrder(
                        "[\"user\",\"borrower\",\"SELECT\",\"id\",\"admin\"]",
                        "[\"user\",\"borrower\",\"INSERT\",\"\",\"admin\"]");
        refused(
                "borrower",
                "GRANT SELECT ON main.shared TO outsider",
                "PERMISSION_DENIED",
                "borrower");
        rows("admin", "REVOKE SELECT (id), INSERT ON main.shared FROM borrower");
        refused("borrower", "SELECT * FROM main.shared", "SCHEMA_NOT_FOUND", "main");
    }

    @Test
    void roles_are_made_and_filled_in_SQL() {
        rows("admin", "CREATE TABLE main.team (id BIGINT)");
        rows("admin", "CREATE ROLE analysts");
        refused("admin", "CREATE ROLE analysts", "ALREADY_EXISTS", "analysts");
        refused("outsider", "CREATE ROLE others", "PERMISSION_DENIED", "needs the role admin");
        rows("admin", "GRANT SELECT ON main.team TO ROLE analysts");
        missing("viewer", "SELECT * FROM main.team");
        rows("admin", "GRANT analysts TO viewer");
        assertThat(rows("viewer", "SELECT * FROM main.team")).isEmpty();
        assertThat(rows("admin", "SHOW ROLES")).contains("[\"analysts\",\"viewer\"]");
        rows("admin", "REVOKE analysts FROM USER viewer");
        missing("viewer", "SELECT * FROM main.team");
        rows("admin", "DROP ROLE analysts");
        refused("admin", "DROP ROLE analysts", "NOT_FOUND", "analysts");
    }

    @Test
    void functions_are_made_and_called_by_whoever_may_create_and_select_in_their_schema() {
        rows("admin", "CREATE SCHEMA tools");
        rows(
                "admin",
                "CREATE FUNCTION tools.pay_of(x BIGINT) RETURNS DECIMAL(9,2)"
                        + " RETURN (SELECT max(pay) FROM main.people WHERE id = x)");
        rows("admin", "CREATE FUNCTION tools.plus(x BIGINT) RETURNS BIGINT RETURN x + 1");
        refused(
                "borrower",
                "SELECT tools.plus(1)",
                "SCHEMA_NOT_FOUND",
                "Schema 'tools' does not exist in catalog 'lake'");
        rows("admin", "GRANT SELECT ON SCHEMA tools TO borrower");
        assertThat(rows("borrower", "SELECT tools.plus(1)")).containsExactly("[2]");
        // A body runs in the name of who asks, as the query of a view does.
        assertThat(sql("borrower", "SELECT tools.pay_of(1)").at("/error/message").asText())
                .startsWith("In function lake.tools.pay_of: ");
        refused(
                "borrower",
                "CREATE FUNCTION tools.mine(x BIGINT) RETURNS BIGINT RETURN x",
                "PERMISSION_DENIED",
                "Access denied: borrower needs CREATE on namespace tools");
        refused(
                "borrower",
                "DROP FUNCTION tools.plus",
                "PERMISSION_DENIED",
                "Access denied: borrower needs DROP on function tools.plus");
        rows("admin", "REVOKE SELECT ON SCHEMA tools FROM borrower");
        assertThat(sql("borrower", "SELECT tools.plus(1)").at("/error/code").asText())
                .isEqualTo("SCHEMA_NOT_FOUND");
        JsonNode loaded = get("admin", "/catalog/v1/namespaces/tools/functions/plus");
        assertThat(loaded.at("/metadata/definitions/0/definition-id").asText()).isEqualTo("long");
        assertThat(loaded.at("/metadata/definitions/0/versions/0/representations/0"))
                .hasToString("{\"type\":\"sql\",\"dialect\":\"tarn\",\"sql\":\"x + 1\"}");
        rows("admin", "DROP SCHEMA tools CASCADE");
    }

    @Test
    void grants_are_on_namespaces_views_and_catalogs() {
        rows("admin", "CREATE SCHEMA ours");
        rows("admin", "CREATE TABLE ours.t (id BIGINT)");
        rows("admin", "CREATE VIEW ours.v AS SELECT id FROM ours.t");
        rows("admin", "GRANT SELECT ON SCHEMA ours TO outsider");
        assertThat(rows("outsider", "SELECT * FROM ours.t")).isEmpty();
        rows("admin", "REVOKE SELECT ON SCHEMA ours FROM outsider");
        refused("outsider", "SELECT * FROM ours.t", "SCHEMA_NOT_FOUND", "ours");
        rows("admin", "GRANT SELECT ON VIEW ours.v TO outsider");
        assertThat(rows("admin", "SHOW GRANTS ON VIEW ours.v")).hasSize(1);
        rows("admin", "REVOKE SELECT ON ours.v FROM outsider");
        rows("admin", "GRANT USAGE ON CATALOG lake TO outsider");
        assertThat(rows("outsider", "SHOW SCHEMAS")).contains("[\"ours\"]");
        rows("admin", "REVOKE USAGE ON CATALOG lake FROM outsider");
        refused("admin", "GRANT DANCE ON ours.t TO outsider", "INVALID_ARGUMENTS", "DANCE");
        refused("admin", "GRANT SELECT ON TABLE ours.v TO outsider", "TABLE_NOT_FOUND", "a view");
        refused("admin", "GRANT SELECT (id) ON ours.v TO outsider", "NOT_SUPPORTED", "columns");
        refused("admin", "GRANT SELECT ON ours.t TO nobody", "NOT_FOUND", "nobody");
    }
}
