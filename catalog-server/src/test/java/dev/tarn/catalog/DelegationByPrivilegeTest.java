package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.service.Granting.Target;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.catalog.TableIdentifier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.Set;

/// Access to files is no wider than the privileges on the table.
class DelegationByPrivilegeTest {
    private static final S3World WORLD = new S3World();

    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(
                    config -> WORLD.inS3(config, WORLD.propertiesWithRole()), AccessConfig.ON);

    @AfterAll
    static void stop() {
        WORLD.close();
    }

    private static String token(String name, TableIdentifier table, Privilege... privileges) {
        String token =
                CATALOG.tarn()
                        .administration()
                        .createToken(name, TokenRow.Kind.BEARER, null)
                        .text();
        for (Privilege privilege : privileges) {
            Caller.system()
                    .during(() ->
                            CATALOG.tarn()
                                    .granting()
                                    .grant(
                                            Set.of(privilege),
                                            new Target.OfNamespace(table.namespace()),
                                            Grantee.user(name)));
        }
        return "Bearer " + token;
    }

    private static Reply load(TableIdentifier table, String token) {
        return CATALOG.get(
                RunningCatalog.path(table),
                "Authorization",
                token,
                "X-Iceberg-Access-Delegation",
                "vended-credentials");
    }

    private static int sign(TableIdentifier table, String token, String method) {
        String key = CATALOG.catalog().loadTable(table).location().substring("s3://".length());
        return CATALOG.post(
                        RunningCatalog.path(table) + "/sign",
                        "{\"region\":\"r\",\"method\":\"%s\",\"uri\":\"%s/%s/x\",\"headers\":{}}"
                                .formatted(method, WORLD.endpoint(), key),
                        "Authorization",
                        token)
                .status();
    }

    @Test
    void whoMaySelectGetsASessionThatReads() {
        TableIdentifier table = CATALOG.newTable();
        String reader = token("reader", table, Privilege.SELECT);
        JsonNode config = load(table, reader).json().path("config");
        TokenServiceDouble.Session session =
                WORLD.tokens.session(config.path("s3.access-key-id").asText());
        assertThat(session.policy().toString()).contains("GetObject").doesNotContain("PutObject");
        assertThat(WORLD.tokens.requests().getLast())
                .containsEntry("RoleSessionName", "tarn-reader");
        assertThat(sign(table, reader, "GET")).isEqualTo(200);
        assertThat(sign(table, reader, "PUT")).isEqualTo(403);
        assertThat(sign(table, reader, "DELETE")).isEqualTo(403);
    }

    @Test
    void whoMayInsertGetsASessionThatWrites() {
        TableIdentifier table = CATALOG.newTable();
        String writer = token("writer", table, Privilege.SELECT, Privilege.INSERT);
        JsonNode config = load(table, writer).json().path("config");
        TokenServiceDouble.Session session =
                WORLD.tokens.session(config.path("s3.access-key-id").asText());
        assertThat(session.policy().toString()).contains("PutObject");
        assertThat(sign(table, writer, "PUT")).isEqualTo(200);
    }

    @Test
    void whoSeesNothingGetsNothing() {
        TableIdentifier table = CATALOG.newTable();
        String stranger = token("stranger", table);
        assertThat(load(table, stranger).status()).isEqualTo(404);
        assertThat(sign(table, stranger, "GET")).isEqualTo(404);
        Reply credentials =
                CATALOG.get(RunningCatalog.path(table) + "/credentials", "Authorization", stranger);
        assertThat(credentials.status()).isEqualTo(404);
        assertThat(CATALOG.get(RunningCatalog.path(table) + "/credentials").status())
                .isEqualTo(401);
    }
}
