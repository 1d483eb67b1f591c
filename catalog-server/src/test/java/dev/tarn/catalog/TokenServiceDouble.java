package dev.tarn.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// An STS with one role: reads AssumeRole requests as strictly as Amazon's, and remembers the
/// sessions it gave with what their policies allow.
final class TokenServiceDouble implements AutoCloseable {
    static final String ROLE = "arn:aws:iam::123456789012:role/lake";
    static final String EXTERNAL_ID = "out-of-band";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_POLICY_CHARS = 2_048;

    private final HttpServer server;
    private final String callerKeyId;
    private final Supplier<Instant> now;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger sequence = new AtomicInteger();
    private volatile boolean isDown;

    /// What one session may do.
    record Session(String secret, Instant expiresAt, JsonNode policy) {
        boolean allows(String action, String bucket, String key) {
            return statements(action)
                    .anyMatch(statement ->
                            texts(statement.path("Resource")).stream()
                                    .anyMatch(
                                            r -> matches(r, "arn:aws:s3:::" + bucket + "/" + key)));
        }

        boolean allowsListing(String bucket, String prefix) {
            return statements("s3:ListBucket")
                    .filter(s -> texts(s.path("Resource")).contains("arn:aws:s3:::" + bucket))
                    .flatMap(s ->
                            texts(s.path("Condition").path("StringLike").path("s3:prefix"))
                                    .stream())
                    .anyMatch(pattern -> matches(pattern, prefix));
        }

        private java.util.stream.Stream<JsonNode> statements(String action) {
            List<JsonNode> found = new ArrayList<>();
            for (JsonNode statement : policy.path("Statement")) {
                if (texts(statement.path("Action")).contains(action)) {
                    found.add(statement);
                }
            }
            return found.stream();
        }

        private static List<String> texts(JsonNode node) {
            List<String> result = new ArrayList<>();
            if (node.isTextual()) {
                result.add(node.asText());
            }
            node.forEach(item -> result.add(item.asText()));
            return result;
        }

        private static boolean matches(String pattern, String text) {
            assert pattern.endsWith("/*") && pattern.indexOf('*') == pattern.length() - 1;
            return text.startsWith(pattern.substring(0, pattern.length() - 1));
        }
    }

    TokenServiceDouble(String callerKeyId, Supplier<Instant> now) throws IOException {
        this.callerKeyId = callerKeyId;
        this.now = now;
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Session session(String accessKeyId) {
        return sessions.get(accessKeyId);
    }

    List<Map<String, String>> requests() {
        return requests;
    }

    void setDown(boolean down) {
        isDown = down;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> form =
                form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        requests.add(form);
        String refusal = refusal(exchange.getRequestHeaders().getFirst("Authorization"), form);
        if (isDown) {
            answer(exchange, 503, error("ServiceUnavailable"));
        } else if (refusal != null) {
            answer(exchange, 403, error(refusal));
        } else {
            answer(exchange, 200, assumed(form));
        }
    }

    private String refusal(String authorization, Map<String, String> form) throws IOException {
        boolean isSigned =
                authorization != null
                        && authorization.startsWith(
                                "AWS4-HMAC-SHA256 Credential=" + callerKeyId + "/")
                        && authorization.contains("/sts/aws4_request");
        if (!isSigned) {
            return "InvalidClientTokenId";
        }
        int seconds = Integer.parseInt(form.getOrDefault("DurationSeconds", "0"));
        String policy = form.getOrDefault("Policy", "");
        if (policy.length() > MAX_POLICY_CHARS) {
            return "PackedPolicyTooLarge";
        }
        boolean isValid =
                "AssumeRole".equals(form.get("Action"))
                        && seconds >= 900
                        && seconds <= 43_200
                        && form.getOrDefault("RoleSessionName", "").matches("[\\w+=,.@-]{2,64}")
                        && "2012-10-17".equals(JSON.readTree(policy).path("Version").asText());
        if (!isValid) {
            return "ValidationError";
        }
        return ROLE.equals(form.get("RoleArn")) && EXTERNAL_ID.equals(form.get("ExternalId"))
                ? null
                : "AccessDenied";
    }

    private String assumed(Map<String, String> form) throws IOException {
        String id = "ASIADOUBLE" + sequence.incrementAndGet();
        Instant expires = now.get().plusSeconds(Integer.parseInt(form.get("DurationSeconds")));
        String secret = "secret-of-" + id;
        sessions.put(id, new Session(secret, expires, JSON.readTree(form.get("Policy"))));
        return """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
        <SessionToken>token-of-%s</SessionToken><Expiration>%s</Expiration></Credentials>
        <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/lake/x</Arn>
        <AssumedRoleId>X:x</AssumedRoleId></AssumedRoleUser>
        </AssumeRoleResult></AssumeRoleResponse>
        """
                .formatted(id, secret, id, expires);
    }

    private static String error(String code) {
        return """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
        <Code>%s</Code><Message>No</Message></Error></ErrorResponse>
        """
                .formatted(code);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> form(String body) {
        Map<String, String> result = new HashMap<>();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            result.put(
                    pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        }
        return result;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
