package dev.tarn.catalog.access;

import org.apache.iceberg.exceptions.ForbiddenException;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a request to S3 does, told by method and parameters; only what reading and writing a table
/// takes has an answer. Access lists, tags, versions, policies, copies and whole buckets have none.
///
/// @param level what the caller must be allowed
/// @param keys the objects it touches; for a listing the prefix, which names only what begins with
///   it
record S3Operation(AccessLevel level, List<String> keys) {
    /// Names of parameters that change nothing.
    private static final Set<String> HARMLESS = Set.of("x-id");

    private static final Set<String> LISTING =
            Set.of(
                    "list-type",
                    "prefix",
                    "delimiter",
                    "continuation-token",
                    "start-after",
                    "marker",
                    "max-keys",
                    "fetch-owner",
                    "encoding-type");

    /// @param key empty when the request is about a bucket
    /// @param body of a DeleteObjects request; null otherwise
    /// @throws ForbiddenException when it is nothing a table needs
    static S3Operation of(
            String method, String key, Map<String, String> parameters, @Nullable String body) {
        Set<String> names = new java.util.TreeSet<>(parameters.keySet());
        names.removeAll(HARMLESS);
        if (key.isEmpty()) {
            return ofBucket(method, names, parameters, body);
        }
        AccessLevel level =
                switch (method) {
                    case "GET", "HEAD" ->
                            names.isEmpty() || names.equals(Set.of("partNumber"))
                                    ? AccessLevel.READ
                                    : null;
                    case "PUT" ->
                            names.isEmpty() || names.equals(Set.of("partNumber", "uploadId"))
                                    ? AccessLevel.READ_WRITE
                                    : null;
                    case "POST" ->
                            names.equals(Set.of("uploads")) || names.equals(Set.of("uploadId"))
                                    ? AccessLevel.READ_WRITE
                                    : null;
                    case "DELETE" ->
                            names.isEmpty() || names.equals(Set.of("uploadId"))
                                    ? AccessLevel.READ_WRITE
                                    : null;
                    default -> null;
                };
        if (level == null) {
            throw refused(method, "an object", names);
        }
        return new S3Operation(level, List.of(key));
    }

    private static S3Operation ofBucket(
            String method,
            Set<String> names,
            Map<String, String> parameters,
            @Nullable String body) {
        String prefix = parameters.get("prefix");
        if (method.equals("GET") && prefix != null && LISTING.containsAll(names)) {
            UrlText.checkKey(prefix);
            return new S3Operation(AccessLevel.READ, List.of(prefix));
        }
        if (method.equals("POST") && names.equals(Set.of("delete"))) {
            List<String> keys = DeletedKeys.parse(body);
            keys.forEach(UrlText::checkKey);
            return new S3Operation(AccessLevel.READ_WRITE, keys);
        }
        throw refused(method, "a bucket", names);
    }

    private static ForbiddenException refused(String method, String what, Set<String> names) {
        return new ForbiddenException(
                "%s of %s with parameters %s is not signed: no table needs it",
                method, what, names);
    }
}
