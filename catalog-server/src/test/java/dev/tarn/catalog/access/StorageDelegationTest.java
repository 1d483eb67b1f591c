package dev.tarn.catalog.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tarn.catalog.access.StorageDelegation.Asker;
import dev.tarn.catalog.access.StorageDelegation.Target;
import dev.tarn.catalog.service.TableAreas.Area;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is given to whom, without any store.
class StorageDelegationTest {
    private static final Asker WRITER = new Asker("ann", AccessLevel.READ_WRITE);
    private static final Asker READER = new Asker("bob", AccessLevel.READ);
    private static final Set<DelegationKind> BOTH =
            DelegationKind.parse("vended-credentials, Remote-Signing,other");
    private static final Map<String, String> STORE =
            Map.of("s3.access-key-id", "id", "s3.secret-access-key", "hush");

    private static StorageDelegation open(String... more) {
        Map<String, String> properties = new HashMap<>(STORE);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return StorageDelegation.open(properties, Clock.systemUTC());
    }

    private static Target at(String... locations) {
        List<Area> areas = java.util.Arrays.stream(locations).map(Area::new).toList();
        return new Target("v1/namespaces/n/tables/t", areas, false);
    }

    @Test
    void staticKeysAreGivenOnlyWhereTheOperatorSaysSoAndOnlyToWriters() {
        Target target = at("s3://b/t");
        try (StorageDelegation quiet = open();
                StorageDelegation open = open("delegation.vend-static-credentials", "true")) {
            Set<DelegationKind> vended = Set.of(DelegationKind.VENDED_CREDENTIALS);
            assertThat(quiet.delegate(vended, target, WRITER).isNone()).isTrue();
            assertThat(quiet.refresh(target, WRITER)).isEmpty();
            assertThat(open.delegate(vended, target, WRITER).config())
                    .containsEntry("s3.secret-access-key", "hush")
                    .doesNotContainKey("client.refresh-credentials-endpoint");
            assertThat(open.delegate(vended, target, READER).isNone()).isTrue();
            assertThat(open.delegate(BOTH, target, READER).config())
                    .containsEntry("s3.remote-signing-enabled", "true")
                    .doesNotContainValue("hush");
        }
    }

    @Test
    void tablesElsewhereThanInS3AreToldNothing() {
        try (StorageDelegation storage = open()) {
            assertThat(storage.delegate(BOTH, at("file:///a"), WRITER)).isEqualTo(Delegated.NONE);
            assertThat(storage.delegate(BOTH, at("hdfs://n/a"), WRITER)).isEqualTo(Delegated.NONE);
            assertThat(storage.delegate(BOTH, at("s3://b"), WRITER)).isEqualTo(Delegated.NONE);
            assertThat(storage.delegate(Set.of(), at("s3://b/t"), WRITER))
                    .isEqualTo(Delegated.NONE);
        }
    }

    @Test
    void signingCanBeSwitchedOff() {
        try (StorageDelegation storage = open("delegation.remote-signing", "false")) {
            assertThat(storage.delegate(BOTH, at("s3://b/t"), WRITER).isNone()).isTrue();
            assertThatThrownBy(() ->
                            storage.sign(
                                    get("https://b.s3.amazonaws.com/t/x"), at("s3://b/t"), WRITER))
                    .isInstanceOf(ForbiddenException.class);
        }
    }

    private static SignatureDesk.Request get(String uri) {
        return request("GET", uri);
    }

    private static SignatureDesk.Request request(String method, String uri) {
        return new SignatureDesk.Request(
                method, "eu-west-1", URI.create(uri), Map.of(), Map.of(), null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://b.s3.eu-west-1.amazonaws.com/t/x",
                "https://b.s3.amazonaws.com/t/x",
                "https://b.s3-eu-west-1.amazonaws.com/t/x",
                "https://b.s3.dualstack.eu-west-1.amazonaws.com/t/x",
                "https://b.s3-accelerate.amazonaws.com/t/x",
                "https://s3.eu-west-1.amazonaws.com/b/t/x",
                "https://b.s3.cn-north-1.amazonaws.com.cn/t/x"
            })
    void amazonsHostsAreKnown(String uri) {
        try (StorageDelegation storage = open()) {
            assertThat(storage.sign(get(uri), at("s3://b/t"), READER).headers())
                    .containsKey("Authorization");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://b.s3.eu-west-1.amazonaws.com.evil.example/t/x",
                "https://b.s3.eu-west-1.evil.amazonaws.com/t/x",
                "https://b.sqs.eu-west-1.amazonaws.com/t/x",
                "https://evil.example/b/t/x",
                "https://b.s3.amazonaws.com:8443/t/x",
                "https://other.s3.amazonaws.com/t/x",
                "https://b.other.s3.amazonaws.com/t/x",
                "http://b.s3.amazonaws.com/t/x"
            })
    void otherHostsAreNot(String uri) {
        try (StorageDelegation storage = open()) {
            assertThatThrownBy(() -> storage.sign(get(uri), at("s3://b/t"), WRITER))
                    .isInstanceOf(ForbiddenException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT,t/x", "DELETE,t/x", "POST,t/x?uploads", "PUT,t/x?partNumber=1&uploadId=u"})
    void whoMayReadMayNotWrite(String method, String rest) {
        try (StorageDelegation storage = open()) {
            SignatureDesk.Request request = request(method, "https://b.s3.amazonaws.com/" + rest);
            assertThat(storage.sign(request, at("s3://b/t"), WRITER).isReusable()).isFalse();
            assertThatThrownBy(() -> storage.sign(request, at("s3://b/t"), READER))
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("bob");
        }
    }

    /// The example of a GET in Amazon's documentation of signature version 4, in our spelling:
    /// without `range`, with the payload unsigned, so the expected value is computed independently.
    @Test
    void theSignatureIsTheOneSignatureVersion4Prescribes() throws Exception {
        java.time.Instant now = java.time.Instant.parse("2013-05-24T00:00:00Z");
        RequestSigner signer = new RequestSigner(Clock.fixed(now, java.time.ZoneOffset.UTC));
        Map<String, List<String>> headers =
                signer.sign(
                        new RequestSigner.Unsigned(
                                "GET",
                                URI.create("https://examplebucket.s3.amazonaws.com/a%20b/c%2Bd"),
                                Map.of(),
                                "UNSIGNED-PAYLOAD"),
                        "us-east-1",
                        software.amazon.awssdk.auth.credentials.AwsBasicCredentials.create(
                                "AKIAIOSFODNN7EXAMPLE",
                                "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
        String canonical =
                "GET\n/a%20b/c%2Bd\n\nhost:examplebucket.s3.amazonaws.com\n"
                        + "x-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:20130524T000000Z\n\n"
                        + "host;x-amz-content-sha256;x-amz-date\nUNSIGNED-PAYLOAD";
        String toSign =
                "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n"
                        + hex(
                                java.security.MessageDigest.getInstance("SHA-256")
                                        .digest(canonical.getBytes("UTF-8")));
        byte[] key = "AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".getBytes("UTF-8");
        for (String step : List.of("20130524", "us-east-1", "s3", "aws4_request")) {
            key = mac(key, step);
        }
        assertThat(headers.getOrDefault("Authorization", List.of()))
                .containsExactly(
                        "AWS4-HMAC-SHA256"
                            + " Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                            + " SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature="
                                + hex(mac(key, toSign)));
    }

    private static byte[] mac(byte[] key, String text) throws Exception {
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes("UTF-8"));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    @Test
    void policyOfAReaderHasNoWritesAndPatternsInKeysAreEscaped() {
        assertThat(
                        SessionPolicy.json(
                                List.of(new S3Area("b", "a*b/${aws:username}/\"?")),
                                AccessLevel.READ,
                                "aws-cn"))
                .contains("arn:aws-cn:s3:::b/a${*}b/${$}{aws:username}/\\\"${?}/*")
                .contains("[\"s3:GetObject\"]")
                .doesNotContain("Put")
                .doesNotContain("Delete");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://b/t,s3://b/t_data,s3://b/",
        "s3://b/t,s3://c/t,s3://",
        "s3://b/x/t,s3://b/x/u,s3://b/x/",
        "s3a://b/t,s3://b/u,s3"
    })
    void onePrefixCoversAllPlaces(String first, String second, String prefix) {
        try (StorageDelegation storage = open("delegation.vend-static-credentials", "true")) {
            assertThat(storage.refresh(at(first, second), WRITER))
                    .extracting(Delegated.Prefixed::prefix)
                    .containsExactly(prefix);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "delegation.role-arn,lake",
        "delegation.lifetime-seconds,60",
        "delegation.lifetime-seconds,soon",
        "delegation.remote-signing,maybe"
    })
    void settingsThatCannotWorkAreRefusedByName(String key, String value) {
        assertThatThrownBy(() -> open(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("accepted");
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(DelegationSettings.from(STORE).toString()).doesNotContain("hush");
        try (StorageDelegation storage = open("delegation.vend-static-credentials", "true")) {
            assertThat(storage.delegate(BOTH, at("s3://b/t"), WRITER).toString())
                    .doesNotContain("hush");
        }
    }
}
