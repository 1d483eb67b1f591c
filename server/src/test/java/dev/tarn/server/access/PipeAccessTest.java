package dev.tarn.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// In whose name pipes load, and who may see what they do.
class PipeAccessTest extends AccessCase {
    @Test
    void pipe_loads_in_the_name_of_its_owner_with_the_roles_of_now(@TempDir Path in)
            throws IOException {
        String copy = " AS COPY INTO main.inbox FROM '%s/*.csv'".formatted(in);
        rows("admin", "CREATE TABLE main.inbox (id BIGINT)");
        rows("admin", "GRANT CREATE, SELECT ON SCHEMA main TO borrower");
        refused(
                "borrower",
                "CREATE PIPE main.p" + copy,
                "PERMISSION_DENIED",
                "Access denied: cannot read files by COPY INTO");
        rows("admin", "GRANT admin TO borrower");
        rows("borrower", "CREATE PIPE main.p WITH (settle = '0s', interval = '30d')" + copy);
        Files.writeString(in.resolve("a.csv"), "id\n1\n2\n");
        rows("admin", "ALTER PIPE main.p REFRESH");
        assertThat(rows("admin", "SELECT count(*) FROM main.inbox")).containsExactly("[2]");
        assertThat(rows("admin", "SELECT owner, state, files FROM system.jobs"))
                .containsExactly("[\"borrower\",\"WAITING\",1]");

        rows("admin", "REVOKE admin FROM borrower");
        Files.writeString(in.resolve("b.csv"), "id\n3\n");
        refused(
                "admin",
                "ALTER PIPE main.p REFRESH",
                "PERMISSION_DENIED",
                "Access denied: cannot read files by COPY INTO");
        assertThat(rows("admin", "SELECT count(*) FROM main.inbox")).containsExactly("[2]");
        refused(
                "borrower",
                "ALTER PIPE main.p PAUSE",
                "PERMISSION_DENIED",
                "Access denied: borrower needs ALTER on pipe main.p");
        refused(
                "borrower",
                "DROP PIPE main.p",
                "PERMISSION_DENIED",
                "Access denied: borrower needs DROP on pipe main.p");

        assertThat(rows("borrower", "SELECT name, state FROM system.jobs"))
                .containsExactly("[\"main.p\",\"FAILING\"]");
        assertThat(rows("borrower", "SELECT DISTINCT state FROM system.job_runs ORDER BY 1"))
                .containsExactly("[\"FAILED\"]", "[\"FINISHED\"]");
        assertThat(rows("outsider", "SELECT name FROM system.jobs")).isEmpty();
        assertThat(get("outsider", "/api/v1/jobs").path("jobs")).isEmpty();
        assertThat(get("outsider", "/api/v1/jobs/runs").path("runs")).isEmpty();
        assertThat(get("borrower", "/api/v1/jobs").at("/jobs/0/owner").asText())
                .isEqualTo("borrower");
        assertThat(get("admin", "/api/v1/jobs/runs").at("/runs/0/state").asText())
                .isEqualTo("FAILED");

        // Who replaces it is its owner.
        rows("admin", "CREATE OR REPLACE PIPE main.p WITH (settle = '0s')" + copy);
        rows("admin", "ALTER PIPE main.p REFRESH");
        assertThat(rows("admin", "SELECT count(*) FROM main.inbox")).containsExactly("[3]");
        rows("admin", "DROP PIPE main.p");
    }
}
