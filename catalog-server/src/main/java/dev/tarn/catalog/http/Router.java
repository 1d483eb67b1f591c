package dev.tarn.catalog.http;

import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.error.Errors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Finds the route of a call, runs it, and turns every exception into an error answer. Thread-safe.
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private final List<Route> routes;
    private final Replay replay;

    Router(List<Route> routes, Replay replay) {
        this.routes = List.copyOf(routes);
        this.replay = replay;
    }

    /// What can be asked for, and what a caller must hold for it.
    public record Operation(String method, String template, Needs needs) {}

    public List<Operation> operations() {
        return routes.stream()
                .map(route ->
                        new Operation(
                                route.method(),
                                "/" + String.join("/", route.template()),
                                route.needs()))
                .toList();
    }

    /// Never throws: whatever goes wrong is an answer with Iceberg's error body.
    public Answer handle(Call call) {
        try {
            return call.caller().during(() -> route(call));
        } catch (RuntimeException e) {
            return error(call.method(), call.rawPath(), call.headers(), e);
        }
    }

    /// The answer for an exception, with headers that say what to do next.
    ///
    /// @param headers of the request, by lower-case name
    static Answer error(
            String method, String rawPath, Map<String, String> headers, RuntimeException error) {
        ErrorCode code = Errors.codeOf(error);
        if (code.status() >= 500) {
            LOG.warn("{} {} answers {}", method, rawPath, code, error);
        }
        // only ever sent when nothing was applied, so clients may retry any method
        Map<String, String> extra =
                switch (code) {
                    case UNAVAILABLE, TOO_MANY_REQUESTS ->
                            Map.of("Retry-After", RETRY_AFTER_SECONDS);
                    case NOT_AUTHORIZED -> Map.of("WWW-Authenticate", challenge(headers));
                    default -> Map.of();
                };
        return new Answer(code.status(), Errors.response(error), extra);
    }

    private static String challenge(Map<String, String> headers) {
        return headers.get("authorization") == null
                ? AuthorizationHeader.CHALLENGE
                : AuthorizationHeader.INVALID_TOKEN;
    }

    private Answer route(Call call) {
        List<String> path = split(call.rawPath());
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Map<String, String> variables = route.match(path);
            if (variables == null) {
                continue;
            }
            if (route.method().equals(call.method())) {
                Call matched = call.withVariables(variables);
                return answer(route, matched);
            }
            allowed.add(route.method());
        }
        if (allowed.isEmpty()) {
            throw new CatalogException(
                    ErrorCode.NO_SUCH_ENDPOINT,
                    "No such endpoint: " + call.method() + " " + call.rawPath());
        }
        return methodNotAllowed(call, allowed);
    }

    private Answer answer(Route route, Call call) {
        if (route.needs() == Needs.LOGIN) {
            call.caller().needsNothing();
        }
        Answer answer =
                route.isMutation()
                        ? replay.run(call, route.handler())
                        : route.handler().apply(call);
        if (!call.caller().hasDecided()) {
            throw new IllegalStateException(
                    "Nothing decided whether %s may do %s %s"
                            .formatted(call.caller(), route.method(), route.template()));
        }
        return answer;
    }

    private static Answer methodNotAllowed(Call call, TreeSet<String> allowed) {
        String methods = String.join(", ", allowed);
        CatalogException error =
                new CatalogException(
                        ErrorCode.METHOD_NOT_ALLOWED,
                        call.method()
                                + " is not allowed for "
                                + call.rawPath()
                                + ", "
                                + methods
                                + " is");
        return new Answer(
                ErrorCode.METHOD_NOT_ALLOWED.status(),
                Errors.response(error),
                Map.of("Allow", methods));
    }

    static List<String> split(String path) {
        String trimmed = path.startsWith("/") ? path.substring(1) : path;
        if (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        return List.of(trimmed.split("/", -1));
    }
}
