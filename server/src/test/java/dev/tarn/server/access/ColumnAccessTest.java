package dev.tarn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/// SQL in the name of people who may read some columns of a table.
class ColumnAccessTest extends AccessCase {
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
}
