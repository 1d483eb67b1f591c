package dev.tarn.catalog.http;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.service.Origin;
import dev.tarn.catalog.service.PageRequest;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/// One request, as the resources see it.
///
/// @param method upper-case HTTP method
/// @param rawPath undecoded path below the mount point, starting with "/v1"
/// @param query decoded query parameters
/// @param headers header values by lower-case name
/// @param caller who asks; at first nobody, who may do nothing
/// @param variables raw path segments by the name in the route's template
/// @param origin from where the call comes
public record Call(
        String method,
        String rawPath,
        Map<String, String> query,
        Map<String, String> headers,
        RequestBody body,
        Caller caller,
        Map<String, String> variables,
        Origin origin) {

    static final String IDEMPOTENCY_KEY = "idempotency-key";

    public Call(
            String method,
            String rawPath,
            Map<String, String> query,
            Map<String, String> headers,
            RequestBody body) {
        this(method, rawPath, query, headers, body, Caller.nobody(), Map.of(), Origin.LOCAL);
    }

    /// The same call, made by somebody.
    public Call withCaller(Caller newCaller) {
        return new Call(method, rawPath, query, headers, body, newCaller, variables, origin);
    }

    Call withVariables(Map<String, String> matched) {
        return new Call(method, rawPath, query, headers, body, caller, matched, origin);
    }

    public Call withOrigin(Origin newOrigin) {
        return new Call(method, rawPath, query, headers, body, caller, variables, newOrigin);
    }

    /// The same call of another path.
    Call withRawPath(String newPath) {
        return new Call(method, newPath, query, headers, body, caller, variables, origin);
    }

    Namespace namespace() {
        return PathSegments.namespace(variable("namespace"));
    }

    TableIdentifier table() {
        return TableIdentifier.of(namespace(), PathSegments.decode(variable("table")));
    }

    /// Whether the path names a table.
    boolean hasTable() {
        return variables.containsKey("table");
    }

    TableIdentifier view() {
        return TableIdentifier.of(namespace(), PathSegments.decode(variable("view")));
    }

    TableIdentifier function() {
        return TableIdentifier.of(namespace(), PathSegments.decode(variable("function")));
    }

    String planId() {
        return PathSegments.decode(variable("plan-id"));
    }

    String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalStateException("Route has no variable " + name);
        }
        return value;
    }

    @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    PageRequest page() {
        String size = query.get("pageSize");
        return new PageRequest(
                query.get("pageToken"),
                size == null ? null : parseSize(size),
                caller.principal().name());
    }

    private static int parseSize(String size) {
        try {
            return Integer.parseInt(size);
        } catch (NumberFormatException e) {
            throw new BadRequestException(e, "pageSize is not a number: %s", size);
        }
    }

    boolean flag(String name) {
        String value = query.getOrDefault(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw new BadRequestException("%s must be true or false, got %s", name, value);
        };
    }

    /// For a change that takes no idempotency key.
    Mutation plainMutation() {
        return Mutation.plain(origin.withPrincipal(caller.principal().name()));
    }

    /// The idempotency key with the fingerprint of principal, method, path, query and body.
    Mutation mutation() {
        Origin named = origin.withPrincipal(caller.principal().name());
        String key = header(IDEMPOTENCY_KEY);
        if (key == null) {
            return Mutation.plain(named);
        }
        try {
            return new Mutation(UUID.fromString(key).toString(), fingerprint(), named);
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e, "Idempotency-Key is not a UUID: %s", key);
        }
    }

    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String head =
                    caller.principal().name()
                            + "\n"
                            + method
                            + " "
                            + rawPath
                            + "?"
                            + new java.util.TreeMap<>(query)
                            + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(body.bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
