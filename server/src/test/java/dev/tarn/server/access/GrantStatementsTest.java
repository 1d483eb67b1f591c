package dev.tarn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.List;

/// GRANT, REVOKE and roles in SQL, and who may say them.
class GrantStatementsTest extends AccessCase {
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
}
