package dev.tarn.server.trino;

import dev.tarn.engine.Session;
import dev.tarn.engine.SessionChange;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The session as the client carries it: request headers to a [Session], changes to reply headers.
///
/// A namespace of several levels is a schema name with dots. `SET TIME ZONE` is the session
/// property `time_zone_id`, as in Trino.
final class SessionHeaders {
    /// Who says to be asking.
    static final String USER = "X-Trino-User";

    private static final String TRANSACTION = "X-Trino-Transaction-Id";

    /// What clients say that are in no transaction.
    private static final String NO_TRANSACTION = "NONE";

    private static final String TIME_ZONE_PROPERTY = "time_zone_id";

    /// Our roles are those of all catalogs, which Trino's clients know by this name.
    private static final String ROLE_CATALOG = "system";

    private SessionHeaders() {}

    /// A reply header; names may repeat.
    record Header(String name, String value) {}

    /// The session of `user` that the headers describe; `values` gives all lines of a header, in
    /// order.
    ///
    /// @throws BadHeaderException if one cannot be understood
    static Session session(@Nullable String user, Function<String, List<String>> values) {
        if (user == null || user.isBlank()) {
            throw new BadHeaderException(
                    "Header X-Trino-User is missing: it says who runs the statement");
        }
        Map<String, String> properties = pairs(values, "X-Trino-Session");
        String zone = properties.remove(TIME_ZONE_PROPERTY);
        if (zone == null) {
            zone = first(values, "X-Trino-Time-Zone");
        }
        for (String chosen : pairs(values, "X-Trino-Role").values()) {
            properties.put(Session.ROLE, role(chosen));
        }
        String schema = first(values, "X-Trino-Schema");
        String transaction = first(values, TRANSACTION);
        return new Session(
                        user.strip(),
                        first(values, "X-Trino-Catalog"),
                        schema == null ? null : namespace(schema),
                        zone(zone),
                        properties,
                        pairs(values, "X-Trino-Prepared-Statement"))
                .withTransaction(NO_TRANSACTION.equals(transaction) ? null : transaction);
    }

    /// What the client must remember.
    static List<Header> changes(List<SessionChange> changes) {
        List<Header> headers = new ArrayList<>();
        for (SessionChange change : changes) {
            headers.add(
                    switch (change) {
                        case SessionChange.UseCatalog use ->
                                new Header("X-Trino-Set-Catalog", use.catalog());
                        case SessionChange.UseNamespace use ->
                                new Header("X-Trino-Set-Schema", use.namespace().toString());
                        case SessionChange.SetProperty set ->
                                pair("X-Trino-Set-Session", set.name(), set.value());
                        case SessionChange.ResetProperty reset ->
                                new Header("X-Trino-Clear-Session", reset.name());
                        case SessionChange.AddPrepared add ->
                                pair("X-Trino-Added-Prepare", encode(add.name()), add.sql());
                        case SessionChange.RemovePrepared remove ->
                                new Header("X-Trino-Deallocated-Prepare", encode(remove.name()));
                        case SessionChange.SetRole set ->
                                pair("X-Trino-Set-Role", ROLE_CATALOG, selected(set.role()));
                        case SessionChange.SetTimeZone set ->
                                pair("X-Trino-Set-Session", TIME_ZONE_PROPERTY, set.zone());
                        case SessionChange.BeginTransaction begin ->
                                new Header("X-Trino-Started-Transaction-Id", begin.id());
                        case SessionChange.EndTransaction _ ->
                                new Header("X-Trino-Clear-Transaction-Id", "true");
                    });
        }
        return headers;
    }

    /// `ROLE{name}`, `ALL` or `NONE` as a session has it.
    private static String role(String selected) {
        boolean named = selected.startsWith("ROLE{") && selected.endsWith("}");
        return named ? selected.substring("ROLE{".length(), selected.length() - 1) : selected;
    }

    private static String selected(String role) {
        boolean word = role.equals(Session.ALL_ROLES) || role.equals(Session.NO_ROLES);
        return word ? role : "ROLE{" + role + "}";
    }

    static Namespace namespace(String schema) {
        return Namespace.of(schema.split("\\.", -1));
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null ? ZoneId.of("UTC") : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new BadHeaderException(
                    "Time zone '%s' is not known; accepted are names such as Europe/Berlin and offsets such as +02:00"
                            .formatted(name));
        }
    }

    private static Header pair(String header, String name, String value) {
        return new Header(header, name + "=" + encode(value));
    }

    /// `a=1,b=2`, over as many lines as there are; values are URL-encoded.
    private static Map<String, String> pairs(Function<String, List<String>> values, String header) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String line : values.apply(header)) {
            for (String pair : line.split(",")) {
                if (pair.isBlank()) {
                    continue;
                }
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw new BadHeaderException(
                            "Header %s must be name=value pairs with commas between, not '%s'"
                                    .formatted(header, line));
                }
                pairs.put(
                        decode(header, pair.substring(0, equals).strip()),
                        decode(header, pair.substring(equals + 1).strip()));
            }
        }
        return pairs;
    }

    private static @Nullable String first(Function<String, List<String>> values, String header) {
        List<String> lines = values.apply(header);
        return lines.isEmpty() || lines.getFirst().isBlank() ? null : lines.getFirst().strip();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String header, String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadHeaderException(
                    "Header %s is not URL-encoded: '%s'".formatted(header, text));
        }
    }

    /// A request header that makes no sense: HTTP status 400.
    static final class BadHeaderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadHeaderException(String message) {
            super(message);
        }
    }
}
