package dev.tarn.catalog;

import com.fasterxml.jackson.databind.JsonNode;

import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.RESTCatalog;
import org.gaul.s3proxy.AccessGrant;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// A store that checks signatures, a token service whose sessions it knows, and a clock that tests
/// turn. The bucket `lake` is the catalog's, `attic` is somebody else's.
final class S3World implements AutoCloseable {
    static final String KEY_ID = "AKIASERVER";
    static final String SECRET = "the-server-s-secret";
    static final String WAREHOUSE = "s3://lake/wh";

    final TestClock clock = new TestClock();
    final TokenServiceDouble tokens;
    private final BlobStore blobs = new TransientNio2BlobStore();
    private final S3Proxy proxy;

    /// A clock that goes with the machine's and can be turned forward.
    static final class TestClock extends Clock {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void advance(Duration by) {
            ahead.updateAndGet(by::plus);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead.get());
        }
    }

    S3World() {
        try {
            tokens = new TokenServiceDouble(KEY_ID, clock::instant);
            blobs.createContainer("lake");
            blobs.createContainer("attic");
            proxy =
                    S3Proxy.builder()
                            .blobStore(blobs)
                            .endpoint(URI.create("http://127.0.0.1:0"))
                            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY_ID, SECRET)
                            .virtualHost("localhost")
                            .ignoreUnknownHeaders(true)
                            .stopTimeout(0)
                            .build();
            proxy.setBlobStoreLocator(this::locate);
            proxy.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// As the store of a cloud would: the server's key opens all, a session's key what its policy
    /// says.
    private AccessGrant locate(String identity, String bucket, String key) {
        if (KEY_ID.equals(identity)) {
            return new AccessGrant(SECRET, blobs);
        }
        TokenServiceDouble.Session session = identity == null ? null : tokens.session(identity);
        if (session == null || clock.instant().isAfter(session.expiresAt())) {
            return null;
        }
        boolean isObject = key != null && !key.isEmpty();
        if (isObject && !session.allows("s3:GetObject", bucket, key)) {
            return null;
        }
        return new AccessGrant(session.secret(), new Narrowed(blobs, session));
    }

    /// The store as a session's policy shows it.
    private static final class Narrowed extends ForwardingBlobStore {
        private final TokenServiceDouble.Session session;

        Narrowed(BlobStore blobs, TokenServiceDouble.Session session) {
            super(blobs);
            this.session = session;
        }

        @Override
        public ListObjectsV2Response list(ListObjectsV2Request request) {
            String prefix = request.prefix() == null ? "" : request.prefix();
            check(session.allowsListing(request.bucket(), prefix));
            return super.list(request);
        }

        @Override
        public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
            check(session.allows("s3:PutObject", request.bucket(), request.key()));
            return super.putBlob(request, content);
        }

        @Override
        public DeleteObjectResponse removeBlob(DeleteObjectRequest request) {
            check(session.allows("s3:DeleteObject", request.bucket(), request.key()));
            return super.removeBlob(request);
        }

        @Override
        public DeleteObjectsResponse removeBlobs(DeleteObjectsRequest request) {
            request.delete()
                    .objects()
                    .forEach(object ->
                            check(
                                    session.allows(
                                            "s3:DeleteObject", request.bucket(), object.key())));
            return super.removeBlobs(request);
        }

        private static void check(boolean allowed) {
            if (!allowed) {
                throw S3Exception.builder()
                        .statusCode(403)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode("AccessDenied")
                                        .errorMessage("Not in the session's policy")
                                        .build())
                        .build();
            }
        }
    }

    String endpoint() {
        return "http://localhost:" + proxy.getPort();
    }

    boolean has(String bucket, String key) {
        return blobs.blobExists(bucket, key);
    }

    /// The catalog's properties for this store, without any delegation but signing.
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("s3.endpoint", endpoint());
        properties.put("s3.path-style-access", "true");
        properties.put("s3.access-key-id", KEY_ID);
        properties.put("s3.secret-access-key", SECRET);
        properties.put("client.region", "us-east-1");
        return properties;
    }

    /// The same with a role.
    Map<String, String> propertiesWithRole() {
        Map<String, String> properties = properties();
        properties.put("delegation.role-arn", TokenServiceDouble.ROLE);
        properties.put("delegation.external-id", TokenServiceDouble.EXTERNAL_ID);
        properties.put("delegation.sts-endpoint", tokens.endpoint());
        return properties;
    }

    /// A catalog whose warehouse is in this store.
    CatalogConfig inS3(CatalogConfig config, Map<String, String> properties) {
        return config.withMain(new WarehouseConfig("lake", WAREHOUSE, List.of(), properties))
                .withClock(clock);
    }

    /// What somebody gets who takes the credentials out of an answer and tries them elsewhere.
    FileIO ioWith(JsonNode config) {
        Map<String, String> properties = new HashMap<>();
        config.properties().forEach(e -> properties.put(e.getKey(), e.getValue().asText()));
        properties.remove("client.refresh-credentials-endpoint");
        properties.put("http-client.type", "apache");
        return CatalogUtil.loadFileIO(S3FileIO.class.getName(), properties, null);
    }

    /// Properties of a client that reads and writes files with `io`.
    static Map<String, String> through(Class<?> io) {
        return Map.of(CatalogProperties.FILE_IO_IMPL, io.getName());
    }

    /// Iceberg's own client, which has no keys and asks for `delegation`.
    static RESTCatalog client(URI server, String delegation) {
        return client(server, delegation, Map.of());
    }

    static RESTCatalog client(URI server, String delegation, Map<String, String> more) {
        Map<String, String> properties = new HashMap<>(more);
        properties.put(CatalogProperties.URI, server.toString());
        properties.putIfAbsent(CatalogProperties.FILE_IO_IMPL, S3FileIO.class.getName());
        properties.put("http-client.type", "apache");
        properties.put("header.X-Iceberg-Access-Delegation", delegation);
        RESTCatalog client = new RESTCatalog();
        client.initialize("client", properties);
        return client;
    }

    @Override
    public void close() {
        tokens.close();
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
