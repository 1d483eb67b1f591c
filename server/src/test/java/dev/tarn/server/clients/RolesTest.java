package dev.tarn.server.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.server.config.Key;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Roles that a session takes up and puts down, where everybody is asked who they are.
@Timeout(60)
class RolesTest {
    private static final String TOKEN = "an-administrators-token-of-some-length";

    @Test
    void a_session_uses_the_role_that_it_chose(@TempDir Path folder) {
        try (LakeServer server = start(folder);
                WireClient client = administrator(server)) {
            client.succeed("CREATE TABLE main.t AS SELECT 1 AS a");
            client.succeed("SET ROLE NONE");
            assertThat(client.roles()).containsEntry("system", "NONE");
            assertThatThrownBy(() -> client.succeed("SELECT * FROM main.t"))
                    .hasMessageContaining("t");
            client.succeed("SET ROLE admin");
            assertThat(client.roles()).containsEntry("system", "ROLE{admin}");
            assertThat(client.succeed("SELECT * FROM main.t").rows().toString()).isEqualTo("[[1]]");
            assertThatThrownBy(() -> client.succeed("SET ROLE nobody"))
                    .hasMessageContaining("admin does not have the role nobody");
            client.succeed("SET ROLE ALL");
            assertThat(client.succeed("SELECT a FROM main.t").rows()).hasSize(1);
            client.header("X-Trino-Role", "system=ROLE%7Bnobody%7D");
            client.roles().clear();
            assertThatThrownBy(() -> client.succeed("SELECT a FROM main.t"))
                    .hasMessageContaining("does not have the role nobody");
        }
    }

    /// A transaction keeps the tables that it has named, and commits as who named them.
    @Test
    void a_transaction_has_the_roles_that_it_was_begun_with(@TempDir Path folder) {
        try (LakeServer server = start(folder);
                WireClient client = administrator(server)) {
            client.succeed("CREATE TABLE main.t AS SELECT 1 AS a");
            client.succeed("BEGIN");
            client.succeed("SELECT a FROM main.t");
            client.succeed("SET ROLE NONE");
            assertThatThrownBy(() -> client.succeed("INSERT INTO main.t VALUES (2)"))
                    .hasMessageContaining("begun with the roles [admin]");
            client.succeed("ROLLBACK");
            client.succeed("SET ROLE ALL");
            client.succeed("BEGIN");
            client.succeed("INSERT INTO main.t VALUES (2)");
            client.succeed("SET ROLE NONE");
            assertThatThrownBy(() -> client.succeed("COMMIT"))
                    .hasMessageContaining("begun with the roles [admin]");
            client.succeed("SET ROLE ALL");
            assertThat(client.succeed("SELECT * FROM main.t").rows().toString()).isEqualTo("[[1]]");
        }
    }

    private static LakeServer start(Path folder) {
        return LakeServer.start(
                folder,
                settings ->
                        settings.set(Key.AUTH_MODE, "on", "test")
                                .set(Key.AUTH_ADMIN_TOKEN, TOKEN, "test"));
    }

    private static WireClient administrator(LakeServer server) {
        WireClient client = new WireClient(server.url());
        client.header("X-Trino-Extra-Credential", "token=" + TOKEN);
        return client;
    }
}
