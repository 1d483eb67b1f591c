package dev.tarn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

/// Functions of a schema, and who may make, call and drop them.
class FunctionAccessTest extends AccessCase {
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
}
