package dev.tarn.catalog.http;

import org.apache.iceberg.rest.Endpoint;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// One operation: method, path template, what it does, and whether it changes anything (and so
/// takes an idempotency key).
///
/// @param needs what the caller must hold
record Route(
        String method,
        List<String> template,
        boolean isMutation,
        @Nullable Endpoint endpoint,
        Needs needs,
        Function<Call, Answer> handler) {

    static Route read(Endpoint endpoint, Needs needs, Function<Call, Answer> handler) {
        return of(endpoint, false, needs, handler);
    }

    static Route mutation(Endpoint endpoint, Needs needs, Function<Call, Answer> handler) {
        return of(endpoint, true, needs, handler);
    }

    /// An operation that is not announced in the configuration's endpoint list.
    static Route unlisted(
            String method, String template, Needs needs, Function<Call, Answer> handler) {
        return new Route(method, Router.split(template), false, null, needs, handler);
    }

    private static Route of(
            Endpoint endpoint, boolean isMutation, Needs needs, Function<Call, Answer> handler) {
        String template = endpoint.path().replace("/{prefix}", "");
        return new Route(
                endpoint.httpMethod(),
                Router.split(template),
                isMutation,
                endpoint,
                needs,
                handler);
    }

    /// The raw segments by variable name, or null when the path is another one.
    @Nullable Map<String, String> match(List<String> path) {
        if (path.size() != template.size()) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String expected = template.get(i);
            if (expected.startsWith("{")) {
                variables.put(expected.substring(1, expected.length() - 1), path.get(i));
            } else if (!expected.equals(path.get(i))) {
                return null;
            }
        }
        return variables;
    }

    static List<Endpoint> endpoints(List<Route> routes) {
        List<Endpoint> result = new ArrayList<>();
        for (Route route : routes) {
            if (route.endpoint != null) {
                result.add(route.endpoint);
            }
        }
        return result;
    }
}
