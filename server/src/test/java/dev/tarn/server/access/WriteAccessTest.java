package dev.tarn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What people write who may write some of it, and what they may not read through it.
class WriteAccessTest extends AccessCase {
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
}
