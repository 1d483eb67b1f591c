package dev.tarn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;

import dev.tarn.catalog.RunningCatalog.Reply;
import dev.tarn.catalog.auth.AccessConfig;
import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.auth.Grantee;
import dev.tarn.catalog.auth.OidcConfig;
import dev.tarn.catalog.auth.Privilege;
import dev.tarn.catalog.service.Granting.Target;
import dev.tarn.catalog.store.PrincipalRow;
import dev.tarn.catalog.store.TokenRow;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// JWTs of an issuer that runs beside the catalog. The issuers live as long as the test process,
/// because the same tests on PostgreSQL ask them too.
class IssuerTest {
    private static final TestIssuer ISSUER = new TestIssuer();

    @RegisterExtension
    static final RunningCatalog CATALOG =
            new RunningCatalog(
                    AccessConfig.ON.withOidc(
                            new OidcConfig(
                                    ISSUER.uri(),
                                    TestIssuer.AUDIENCE,
                                    null,
                                    "sub",
                                    "realm_access.roles",
                                    List.of("RS256"))));

    private static final TestIssuer OTHER_ISSUER = new TestIssuer();

    @RegisterExtension
    static final RunningCatalog OTHER =
            new RunningCatalog(
                    AccessConfig.ON.withOidc(
                            new OidcConfig(OTHER_ISSUER.uri(), TestIssuer.AUDIENCE)));

    private static Reply ask(String path, String token) {
        return CATALOG.get(path, "Authorization", "Bearer " + token);
    }

    private static int status(String token) {
        return ask("/v1/namespaces", token).status();
    }

    private static String valid() {
        return ISSUER.token(ISSUER.claims(Map.of()));
    }

    private static void grantTo(Grantee grantee, TableIdentifier table) {
        Caller.system()
                .during(() ->
                        CATALOG.tarn()
                                .granting()
                                .grant(
                                        Set.of(Privilege.SELECT),
                                        new Target.OfTable(table, List.of()),
                                        grantee));
    }

    @Test
    void aTokenOfTheIssuerGetsIn() throws IOException {
        assertThat(status(valid())).isEqualTo(200);
        try (RESTCatalog client = CATALOG.client(Map.of("token", valid()))) {
            assertThat(client.listNamespaces()).isEmpty();
        }
    }

    @Test
    void rolesComeFromNestedClaims() {
        TableIdentifier table = CATALOG.newTable();
        CATALOG.tarn().administration().createRole("analysts");
        grantTo(Grantee.role("analysts"), table);
        String path = RunningCatalog.path(table);
        assertThat(ask(path, valid()).status()).isEqualTo(404);

        String member =
                ISSUER.token(
                        ISSUER.claims(
                                Map.of("realm_access", Map.of("roles", List.of("analysts", "x")))));
        assertThat(ask(path, member).status()).isEqualTo(200);
    }

    @Test
    void aNumberMayNameAPrincipal() {
        TableIdentifier table = CATALOG.newTable();
        CATALOG.tarn().administration().createPrincipal("4711", PrincipalRow.Source.OIDC);
        grantTo(Grantee.user("4711"), table);
        String claims = ISSUER.claims(Map.of()).build().toString().replace("\"dana\"", "4711");
        assertThat(claims).contains(":4711");

        assertThat(ask(RunningCatalog.path(table), ISSUER.tokenOf(claims)).status()).isEqualTo(200);
    }

    @Test
    void whatIsNotToBeBelievedIsRefused() {
        Date past = Date.from(Instant.now().minus(Duration.ofMinutes(5)));
        Map<String, String> forged =
                Map.of(
                        "expired", ISSUER.token(ISSUER.claims(Map.of()).expirationTime(past)),
                        "no end", ISSUER.token(ISSUER.claims(Map.of()).expirationTime(null)),
                        "audience", ISSUER.token(ISSUER.claims(Map.of()).audience("other")),
                        "issuer", ISSUER.token(ISSUER.claims(Map.of()).issuer("http://evil")),
                        "no name", ISSUER.token(ISSUER.claims(Map.of()).subject(null)),
                        "algorithm",
                                TestIssuer.token(
                                        ISSUER.claims(Map.of()), ISSUER.key(), JWSAlgorithm.RS512),
                        "another key",
                                TestIssuer.token(
                                        ISSUER.claims(Map.of()),
                                        TestIssuer.newKey(),
                                        JWSAlgorithm.RS256),
                        "public key as secret", ISSUER.forgedWithPublicKey(ISSUER.claims(Map.of())),
                        "unsigned", TestIssuer.unsigned(ISSUER.claims(Map.of())),
                        "cut", valid().substring(0, valid().length() - 8));
        forged.forEach((what, token) -> {
            Reply reply = ask("/v1/namespaces", token);
            assertThat(reply.status()).as(what + ": " + reply.body()).isEqualTo(401);
            assertThat(reply.body()).doesNotContain(token);
        });
    }

    @Test
    void aNameOfOurOwnIsNotTheIssuersToGive() {
        CATALOG.tarn().administration().createToken("root", TokenRow.Kind.BEARER, null);
        CATALOG.tarn().administration().addMember("admin", "root");
        for (String name : List.of("root", "system", "anonymous")) {
            Reply reply =
                    ask("/v1/namespaces", ISSUER.token(ISSUER.claims(Map.of()).subject(name)));
            assertThat(reply.status()).as(name).isEqualTo(401);
        }
    }

    @Test
    void newKeysAreFetchedWhenATokenNamesThemAndNotForEveryForgery() {
        int atFirst = OTHER_ISSUER.keyRequests();
        String[] old = header(OTHER_ISSUER.token(OTHER_ISSUER.claims(Map.of())));
        assertThat(OTHER.get("/v1/namespaces", old).status()).isEqualTo(200);
        assertThat(OTHER_ISSUER.keyRequests()).isEqualTo(atFirst + 1);

        OTHER_ISSUER.rotate();
        String[] fresh = header(OTHER_ISSUER.token(OTHER_ISSUER.claims(Map.of())));
        assertThat(OTHER.get("/v1/namespaces", fresh).status()).isEqualTo(200);
        assertThat(OTHER.get("/v1/namespaces", old).status()).isNotEqualTo(200);

        int before = OTHER_ISSUER.keyRequests();
        RSAKey unpublished = TestIssuer.newKey();
        for (int i = 0; i < 20; i++) {
            String forged =
                    TestIssuer.token(
                            OTHER_ISSUER.claims(Map.of()),
                            TestIssuer.renamed(unpublished),
                            JWSAlgorithm.RS256);
            assertThat(OTHER.get("/v1/namespaces", header(forged)).status()).isEqualTo(401);
        }
        assertThat(OTHER_ISSUER.keyRequests()).isLessThanOrEqualTo(before + 2);
        assertThat(OTHER.get("/v1/namespaces", fresh).status()).isEqualTo(200);
    }

    private static String[] header(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }
}
