package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.AccessAdministration;
import dev.tarn.catalog.auth.AccessAdministration.NewToken;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.rest.RESTCatalog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Who gets in: bearer tokens, OAuth2 clients, and everybody else, who does not.
class LoginTest {
    private static final String ADMIN_TOKEN = "operator-0123456789-0123456789-abcdef";

    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(
                    AccessConfig.ON
                            .withAdminToken(ADMIN_TOKEN)
                            .withAccessTokenLifetime(Duration.ofSeconds(2)));

    private static AccessAdministration administration() {
        return CATALOG.tarn().administration();
    }

    private static NewToken admin(String name, TokenRow.Kind kind) {
        NewToken token = administration().createToken(name, kind, null);
        administration().addMember("admin", name);
        return token;
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    @Test
    void nobodyGetsInWithoutAToken() {
        for (String path : List.of("/v1/config", "/v1/namespaces", "/v1/no/such", "/")) {
            Reply reply = CATALOG.get(path);

            assertThat(reply.status()).as(path).isEqualTo(401);
            assertThat(reply.errorType()).isEqualTo("NotAuthorizedException");
            assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"tarn\"");
        }
    }

    @Test
    void aTokenThatProvesNothingIsRefusedWithoutSayingWhy() {
        NewToken real = admin("real", TokenRow.Kind.BEARER);
        String otherSecret = real.text().substring(0, 22) + "A".repeat(43);
        for (String token :
                List.of(
                        otherSecret,
                        "tarn_0123456789abcdef_" + "A".repeat(43),
                        "nonsense",
                        "a.b.c",
                        "")) {
            Reply reply = CATALOG.get("/v1/namespaces", "Authorization", bearer(token));

            assertThat(reply.status()).as(token).isEqualTo(401);
            assertThat(reply.errorMessage())
                    .isEqualTo("The token is not valid: it is unknown, revoked or has expired");
            assertThat(reply.header("WWW-Authenticate"))
                    .isEqualTo("Bearer realm=\"tarn\", error=\"invalid_token\"");
        }
    }

    @Test
    void aTokenGetsInUntilItIsRevoked() {
        NewToken token = admin("ann", TokenRow.Kind.BEARER);
        String[] header = {"Authorization", bearer(token.text())};
        assertThat(CATALOG.get("/v1/namespaces", header).status()).isEqualTo(200);
        assertThat(CATALOG.get("/v1/no/such", header).status()).isEqualTo(404);

        administration().revokeToken(token.id());

        assertThat(CATALOG.get("/v1/namespaces", header).status()).isEqualTo(401);
    }

    @Test
    void aTokenEndsWhenItExpires() {
        NewToken token =
                administration().createToken("brief", TokenRow.Kind.BEARER, Duration.ofSeconds(3));
        administration().addMember("admin", "brief");
        String[] header = {"Authorization", bearer(token.text())};
        assertThat(CATALOG.get("/v1/namespaces", header).status()).isEqualTo(200);

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> CATALOG.get("/v1/namespaces", header).status() == 401);
    }

    @Test
    void aTokenIsAlsoAPasswordForItsOwnPrincipalOnly() {
        NewToken token = admin("bob", TokenRow.Kind.BEARER);

        assertThat(
                        CATALOG.get("/v1/namespaces", "Authorization", basic("bob", token.text()))
                                .status())
                .isEqualTo(200);
        Reply other = CATALOG.get("/v1/namespaces", "Authorization", basic("ann", token.text()));
        assertThat(other.status()).isEqualTo(401);
        assertThat(other.errorMessage()).isEqualTo("The token does not belong to user ann");
    }

    private static String basic(String user, String password) {
        String text = user + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theOperatorsOwnTokenIsAnAdministrators() {
        assertThat(CATALOG.get("/v1/namespaces", "Authorization", bearer(ADMIN_TOKEN)).status())
                .isEqualTo(200);
    }

    @Test
    void anIcebergClientWithACredentialGetsTokensAndNewOnes() throws Exception {
        NewToken client = admin("spark", TokenRow.Kind.CLIENT);
        try (RESTCatalog catalog = new RESTCatalog()) {
            catalog.initialize(
                    "remote",
                    Map.of(
                            "uri",
                            CATALOG.uri().toString(),
                            "credential",
                            client.id() + ":" + client.text()));
            Namespace namespace = Namespace.of("by_client");
            catalog.createNamespace(namespace);
            long until = System.nanoTime() + Duration.ofSeconds(5).toNanos();

            // longer than two tokens live
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        assertThat(catalog.namespaceExists(namespace)).isTrue();
                        return System.nanoTime() > until;
                    });
        }
    }

    @Test
    void aRevokedClientTakesItsAccessTokensAlong() {
        NewToken client = admin("flink", TokenRow.Kind.CLIENT);
        Reply issued = token("grant_type=client_credentials&scope=catalog", client);
        assertThat(issued.status()).isEqualTo(200);
        assertThat(issued.json().path("token_type").asText()).isEqualTo("bearer");
        assertThat(issued.json().path("expires_in").asInt()).isEqualTo(2);
        assertThat(issued.header("Cache-Control")).isEqualTo("no-store");
        String access = issued.json().path("access_token").asText();
        assertThat(CATALOG.get("/v1/namespaces", "Authorization", bearer(access)).status())
                .isEqualTo(200);

        administration().revokeToken(client.id());

        assertThat(CATALOG.get("/v1/namespaces", "Authorization", bearer(access)).status())
                .isEqualTo(401);
        assertThat(token("grant_type=client_credentials", client).status()).isEqualTo(401);
    }

    @Test
    void oauthErrorsAreInOauthsModel() {
        NewToken client = admin("trino", TokenRow.Kind.CLIENT);
        NewToken bearer = admin("carl", TokenRow.Kind.BEARER);

        checkRefused(
                token("grant_type=urn:ietf:params:oauth:grant-type:token-exchange", client),
                400,
                "unsupported_grant_type");
        checkRefused(token("scope=catalog", client), 400, "invalid_request");
        checkRefused(form("grant_type=client_credentials"), 400, "invalid_request");
        checkRefused(form("grant_type=client_credentials&grant_type=x"), 400, "invalid_request");
        checkRefused(token("grant_type=client_credentials", bearer), 401, "invalid_client");
        checkRefused(
                form("grant_type=client_credentials&client_id=x&client_secret=" + client.text()),
                401,
                "invalid_client");
        checkRefused(
                CATALOG.post("/v1/oauth/tokens", "{}", "Content-Type", "application/json"),
                415,
                "invalid_request");
        checkRefused(form("a=" + "x".repeat(20_000)), 413, "invalid_request");
    }

    private static void checkRefused(Reply reply, int status, String error) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.json().path("error").asText()).isEqualTo(error);
        assertThat(reply.json().path("error_description").asText()).isNotEmpty();
    }

    @Test
    void aClientsSecretIsNoTokenAndBasicAuthenticationIsAnotherWayToSendIt() {
        NewToken client = admin("dbt", TokenRow.Kind.CLIENT);

        Reply asToken = CATALOG.get("/v1/namespaces", "Authorization", bearer(client.text()));
        assertThat(asToken.status()).isEqualTo(401);
        assertThat(asToken.errorMessage()).contains("exchange it");
        Reply basic =
                form(
                        "grant_type=client_credentials",
                        "Authorization",
                        basic(client.id(), client.text()));
        assertThat(basic.status()).isEqualTo(200);
    }

    private static Reply token(String form, NewToken client) {
        return form(form + "&client_id=" + client.id() + "&client_secret=" + client.text());
    }

    private static Reply form(String form, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/x-www-form-urlencoded";
        return CATALOG.post("/v1/oauth/tokens", form, all);
    }

    @Test
    void anIcebergClientHearsThatItIsNotKnown() {
        try (RESTCatalog catalog = new RESTCatalog()) {
            assertThatThrownBy(() ->
                            catalog.initialize(
                                    "remote",
                                    Map.of("uri", CATALOG.uri().toString(), "token", "nonsense")))
                    .isInstanceOf(NotAuthorizedException.class)
                    .hasMessageContaining("The token is not valid");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void secretsAreNeverPrinted() {
        NewToken token = admin("silent", TokenRow.Kind.BEARER);

        assertThat(token.toString()).contains(token.id()).doesNotContain(token.text());
        assertThat(administration().tokens("silent").toString()).doesNotContain(token.text());
        assertThat(AccessConfig.ON.withAdminToken(ADMIN_TOKEN).toString())
                .doesNotContain(ADMIN_TOKEN);
    }
}
