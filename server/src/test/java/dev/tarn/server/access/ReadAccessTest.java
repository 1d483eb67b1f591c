package dev.tarn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

/// What people read by SQL who may read some of it.
class ReadAccessTest extends AccessCase {
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

    @Test
    void aViewReadsInTheNameOfWhoAsks() {
        missing("viewer", "SELECT * FROM main.names");
        grant("SELECT", "table:main.people", "viewer");
        assertThat(rows("viewer", "SELECT * FROM main.names ORDER BY name"))
                .containsExactly("[\"Ann\"]", "[\"Bob\"]");
        missing("reader", "SELECT * FROM main.names");
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
}
