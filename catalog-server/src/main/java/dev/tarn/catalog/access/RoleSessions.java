package dev.tarn.catalog.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;

import org.apache.iceberg.exceptions.ForbiddenException;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Sessions of the warehouse's role, one for each principal, set of areas and level, kept while
/// more than half of their life is left: whoever gets credentials has half an hour of the usual
/// hour at least, and STS is asked twice an hour. Thread-safe.
final class RoleSessions implements AutoCloseable {
    private static final long MAX_SESSIONS = 10_000;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_NAME_CHARS = 64;

    private final String roleArn;
    private final DelegationSettings settings;
    private final Clock clock;
    private final StsClient sts;
    private final Cache<Key, TemporaryCredentials> sessions =
            Caffeine.newBuilder().maximumSize(MAX_SESSIONS).build();

    private record Key(String principal, List<S3Area> areas, AccessLevel level) {}

    RoleSessions(
            String roleArn,
            DelegationSettings settings,
            AwsCredentialsProvider credentials,
            Clock clock) {
        this.roleArn = roleArn;
        this.settings = settings;
        this.clock = clock;
        StsClientBuilder builder =
                StsClient.builder()
                        .region(Region.of(settings.region()))
                        .credentialsProvider(credentials)
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(ATTEMPT_TIMEOUT)
                                        .socketTimeout(ATTEMPT_TIMEOUT))
                        .overrideConfiguration(o ->
                                o.apiCallTimeout(CALL_TIMEOUT)
                                        .apiCallAttemptTimeout(ATTEMPT_TIMEOUT));
        String endpoint = settings.stsEndpoint();
        if (endpoint != null) {
            builder.endpointOverride(URI.create(endpoint));
        }
        this.sts = builder.build();
    }

    /// @throws ForbiddenException when STS refuses
    /// @throws CatalogException UNAVAILABLE when STS does not answer
    TemporaryCredentials get(String principal, List<S3Area> areas, AccessLevel level) {
        Key key = new Key(principal, areas, level);
        TemporaryCredentials known = sessions.getIfPresent(key);
        if (known != null && isFresh(known)) {
            return known;
        }
        return Objects.requireNonNull(
                sessions.asMap()
                        .compute(
                                key,
                                (_, now) -> now != null && isFresh(now) ? now : assumeRole(key)));
    }

    private boolean isFresh(TemporaryCredentials credentials) {
        Duration left = Duration.between(clock.instant(), credentials.expiresAt());
        return left.compareTo(settings.lifetime().dividedBy(2)) > 0;
    }

    private TemporaryCredentials assumeRole(Key key) {
        AssumeRoleRequest request =
                AssumeRoleRequest.builder()
                        .roleArn(roleArn)
                        .roleSessionName(sessionName(key.principal))
                        .externalId(settings.externalId())
                        .durationSeconds((int) settings.lifetime().toSeconds())
                        .policy(SessionPolicy.json(key.areas, key.level, partition()))
                        .build();
        try {
            Credentials given = sts.assumeRole(request).credentials();
            return new TemporaryCredentials(
                    given.accessKeyId(),
                    given.secretAccessKey(),
                    given.sessionToken(),
                    given.expiration());
        } catch (StsException e) {
            if (e.statusCode() >= 500) {
                throw unavailable(e);
            }
            throw new ForbiddenException(
                    e,
                    "STS refused role %s to the catalog: %d %s",
                    roleArn,
                    e.statusCode(),
                    e.awsErrorDetails().errorCode());
        } catch (SdkException e) {
            throw unavailable(e);
        }
    }

    private CatalogException unavailable(SdkException e) {
        return new CatalogException(
                ErrorCode.UNAVAILABLE,
                "STS does not give credentials for role %s: %s".formatted(roleArn, e.getMessage()),
                e);
    }

    private String partition() {
        return roleArn.split(":", 3)[1];
    }

    /// Who it was, as the store's audit log will show it.
    private static String sessionName(String principal) {
        String name = "tarn-" + principal.replaceAll("[^A-Za-z0-9_=,.@-]", "-");
        return name.length() <= MAX_NAME_CHARS ? name : name.substring(0, MAX_NAME_CHARS);
    }

    @Override
    public void close() {
        sts.close();
    }
}
