package dev.tarn.catalog.access;

import dev.tarn.catalog.access.StorageDelegation.Asker;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;

import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Checks requests to the store and signs them with the warehouse's own keys. Thread-safe.
///
/// A request is signed when it goes to the warehouse's store, does one of the few things that
/// reading and writing a table takes, touches nothing but keys in the table's areas, and the asker
/// may do it.
public final class SignatureDesk {
    private static final String TICKET = "ticket";
    private static final String PROVIDER = "s3";

    private final DelegationSettings settings;
    private final AwsCredentialsProvider credentials;
    private final StoreAddress store;
    private final RequestSigner signer;
    private final StagedTicket tickets;

    SignatureDesk(DelegationSettings settings, AwsCredentialsProvider credentials, Clock clock) {
        this.settings = settings;
        this.credentials = credentials;
        this.store = new StoreAddress(settings.storeText(DelegationSettings.ENDPOINT));
        this.signer = new RequestSigner(clock);
        this.tickets = new StagedTicket(ticketSecret(settings), clock);
    }

    /// What a client wants signed.
    ///
    /// @param headers as the client will send them
    /// @param properties what the client was told to send along
    /// @param body of a DeleteObjects request, else null
    /// @param provider null or `s3`
    public record Request(
            String method,
            String region,
            URI uri,
            Map<String, List<String>> headers,
            Map<String, String> properties,
            @Nullable String body,
            @Nullable String provider) {}

    /// @param headers to send in addition
    /// @param isReusable whether the signature fits other requests to the same URI
    public record Signed(URI uri, Map<String, List<String>> headers, boolean isReusable) {}

    Signed sign(Request request, List<S3Area> areas, Asker asker) {
        if (!settings.signs()) {
            throw new ForbiddenException("This warehouse signs no requests");
        }
        if (request.provider() != null && !request.provider().equals(PROVIDER)) {
            throw new BadRequestException(
                    "Provider is %s; requests are signed for %s", request.provider(), PROVIDER);
        }
        String method = request.method().toUpperCase(Locale.ROOT);
        StoreAddress.Place place = store.locate(request.uri());
        S3Operation operation =
                S3Operation.of(
                        method,
                        UrlText.key(place.rawPath()),
                        UrlText.parameters(request.uri().getRawQuery()),
                        request.body());
        check(operation, place.bucket(), areas, asker);
        boolean isRead = operation.level() == AccessLevel.READ;
        RequestSigner.Unsigned unsigned =
                new RequestSigner.Unsigned(
                        method,
                        request.uri(),
                        SignableHeaders.of(request.headers()),
                        contentHash(request));
        return new Signed(request.uri(), signer.sign(unsigned, region(request), own()), isRead);
    }

    private static void check(
            S3Operation operation, String bucket, List<S3Area> areas, Asker asker) {
        if (operation.level() == AccessLevel.READ_WRITE && asker.level() == AccessLevel.READ) {
            throw new ForbiddenException(
                    "%s may read the table's files, not write them", asker.principal());
        }
        for (String key : operation.keys()) {
            if (areas.stream().noneMatch(area -> area.contains(bucket, key))) {
                throw new ForbiddenException(
                        "s3://%s/%s is not below a location of the table", bucket, key);
            }
        }
    }

    /// A deletion is bound to the body that was looked at.
    private static String contentHash(Request request) {
        String said = SignableHeaders.contentHash(request.headers());
        if (request.body() == null) {
            return said;
        }
        String seen = sha256(request.body());
        if (said.equals(SignableHeaders.UNSIGNED)
                && SignableHeaders.first(request.headers(), SignableHeaders.CONTENT_SHA256)
                        == null) {
            return seen;
        }
        if (!said.equalsIgnoreCase(seen)) {
            throw new ForbiddenException(
                    "%s is %s; the body that was sent has %s",
                    SignableHeaders.CONTENT_SHA256, said, seen);
        }
        return said;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static String region(Request request) {
        if (!request.region().matches("[a-z0-9-]{1,32}")) {
            throw new BadRequestException("Region is '%s'", request.region());
        }
        return request.region();
    }

    private AwsCredentials own() {
        try {
            return credentials.resolveCredentials();
        } catch (SdkException e) {
            throw new CatalogException(
                    ErrorCode.UNAVAILABLE,
                    "The warehouse has no keys to sign with: " + e.getMessage(),
                    e);
        }
    }

    Map<String, String> ticket(String table, List<S3Area> areas, Asker asker) {
        return Map.of(TICKET, tickets.issue(asker.principal(), table, areas, settings.lifetime()));
    }

    List<S3Area> areasOfTicket(Request request, String table, Asker asker) {
        String ticket = request.properties().get(TICKET);
        if (ticket == null) {
            throw new ForbiddenException(
                    "The table does not exist, and the request has no ticket of a staged one");
        }
        return tickets.open(ticket, asker.principal(), table);
    }

    /// From the warehouse's keys, so that all servers of a warehouse have the same; where it has
    /// none of its own, tickets hold on the server that issued them.
    private static byte[] ticketSecret(DelegationSettings settings) {
        String secret = settings.storeText(DelegationSettings.SECRET_ACCESS_KEY);
        if (secret != null) {
            return sha256("dev.tarn ticket\n" + secret).getBytes(StandardCharsets.US_ASCII);
        }
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
