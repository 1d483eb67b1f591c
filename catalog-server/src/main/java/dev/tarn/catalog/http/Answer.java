package dev.tarn.catalog.http;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What goes back: status, body (null for none) and extra headers. The body is one of Iceberg's
/// REST types or a [TableBody].
public record Answer(int status, @Nullable Object body, Map<String, String> headers) {

    static final Answer NO_CONTENT = new Answer(204, null, Map.of());

    static Answer ok(Object body) {
        return new Answer(200, body, Map.of());
    }

    static Answer status(int status, Map<String, String> headers) {
        return new Answer(status, null, headers);
    }
}
