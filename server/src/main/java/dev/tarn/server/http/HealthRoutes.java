package dev.tarn.server.http;

import io.javalin.config.RoutesConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/// `/health/live`: the process answers. `/health/ready`: the catalog answers too, and the server is
/// not about to stop.
public final class HealthRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

    private final Runnable catalogCheck;
    private volatile boolean stopping;

    /// `catalogCheck` throws when the catalog cannot be used.
    public HealthRoutes(Runnable catalogCheck) {
        this.catalogCheck = catalogCheck;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/health/live", context -> context.json(Map.of("status", "live")));
        routes.get(
                "/health/ready",
                context -> {
                    String obstacle = obstacle();
                    context.status(obstacle == null ? 200 : 503)
                            .json(
                                    obstacle == null
                                            ? Map.of("status", "ready")
                                            : Map.of("status", "unready", "reason", obstacle));
                });
    }

    /// From now on the server is not ready, so that nobody sends it new work.
    public void stopping() {
        stopping = true;
    }

    private @org.jspecify.annotations.Nullable String obstacle() {
        if (stopping) {
            return "The server is stopping";
        }
        try {
            catalogCheck.run();
            return null;
        } catch (RuntimeException e) {
            LOG.warn("health=unready", e);
            return "The catalog does not answer: " + e.getMessage();
        }
    }
}
