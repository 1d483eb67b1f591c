package dev.tarn.server.http;

import dev.tarn.engine.AdmissionUsage;
import dev.tarn.engine.PlanUsage;
import dev.tarn.engine.ResultUsage;
import dev.tarn.server.query.Queries;
import dev.tarn.server.query.QueryInfo;
import dev.tarn.storage.KeptParts;
import dev.tarn.storage.io.s3.StoreRequests;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// `/metrics` in Prometheus' text format: the JVM, queries by door and end, HTTP requests by route.
/// Thread-safe.
public final class Metrics implements AutoCloseable {
    private static final String STARTED = "tarn.started";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    private final Map<Request, Timer> requests = new ConcurrentHashMap<>();

    /// What meters hold weakly only.
    private final List<Object> watched = new CopyOnWriteArrayList<>();

    /// What requests are counted by.
    private record Request(String method, String route, int status) {}

    public Metrics(Queries queries) {
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new StoreMetrics(StoreRequests.SHARED).bindTo(registry);
        Gauge.builder("tarn.queries.running", queries, Queries::runningCount)
                .description("Queries that have not ended")
                .register(registry);
        addCache();
        queries.onEnd(this::count);
    }

    public void addTo(RoutesConfig routes) {
        routes.before(context -> context.attribute(STARTED, System.nanoTime()));
        routes.after(this::time);
        routes.get(
                "/metrics",
                context ->
                        context.contentType("text/plain; version=0.0.4; charset=utf-8")
                                .result(registry.scrape()));
    }

    private void addCache() {
        KeptParts cache = KeptParts.SHARED;
        FunctionCounter.builder("tarn.cache.hits", cache, kept -> kept.usage().hits())
                .description("Parts of files that were found kept")
                .register(registry);
        FunctionCounter.builder("tarn.cache.misses", cache, kept -> kept.usage().misses())
                .description("Parts of files that were not found kept")
                .register(registry);
        Gauge.builder("tarn.cache.bytes", cache, kept -> kept.usage().heldBytes())
                .description("Heap that kept parts of files hold")
                .register(registry);
        Gauge.builder("tarn.cache.limit.bytes", cache, kept -> kept.usage().mostBytes())
                .description("Heap that kept parts of files may hold")
                .register(registry);
    }

    /// Counts the plans that `usage` tells of from now on.
    public void addPlans(Supplier<PlanUsage> usage) {
        watched.add(usage);
        FunctionCounter.builder("tarn.plans.hits", usage, plans -> plans.get().hits())
                .description("Queries that used a plan kept of an earlier one")
                .register(registry);
        FunctionCounter.builder("tarn.plans.misses", usage, plans -> plans.get().misses())
                .description("Queries that were planned")
                .register(registry);
        Gauge.builder("tarn.plans.kept", usage, plans -> plans.get().plans())
                .description("Plans that are kept")
                .register(registry);
    }

    /// Counts the results that `usage` tells of from now on.
    public void addResults(Supplier<ResultUsage> usage) {
        watched.add(usage);
        FunctionCounter.builder("tarn.results.hits", usage, results -> results.get().hits())
                .description("Queries answered with rows kept of an earlier one")
                .register(registry);
        FunctionCounter.builder("tarn.results.misses", usage, results -> results.get().misses())
                .description("Queries whose rows might have been kept, and were not")
                .register(registry);
        Gauge.builder("tarn.results.bytes", usage, results -> results.get().bytes())
                .description("Heap that kept results hold")
                .register(registry);
    }

    /// Shows how many queries run, wait and were refused, as `usage` tells.
    public void addAdmission(Supplier<AdmissionUsage> usage) {
        watched.add(usage);
        Gauge.builder("tarn.queries.admitted", usage, now -> now.get().running())
                .description("Queries that may run")
                .register(registry);
        Gauge.builder("tarn.queries.queued", usage, now -> now.get().queued())
                .description("Queries that wait until they may run")
                .register(registry);
        FunctionCounter.builder("tarn.queries.refused", usage, now -> now.get().refused())
                .description("Queries that were refused since too many waited")
                .register(registry);
    }

    private void count(QueryInfo info) {
        String state = info.state().name();
        Timer.builder("tarn.queries")
                .description("Queries that have ended")
                .tag("door", info.door())
                .tag("state", state)
                .register(registry)
                .record(info.stats().elapsed());
        Timer.builder("tarn.queries.waited")
                .description("How long queries that have ended waited until they might run")
                .register(registry)
                .record(info.stats().queued());
        Counter.builder("tarn.queries.read.rows")
                .description("Rows that scans produced")
                .register(registry)
                .increment(info.stats().processedRows());
        Counter.builder("tarn.queries.read.bytes")
                .description("Bytes that scans read")
                .register(registry)
                .increment(info.stats().processedBytes());
    }

    /// Tags are route patterns, never paths, so there are only so many of them.
    private void time(Context context) {
        @Nullable Long started = context.attribute(STARTED);
        if (started == null) {
            return;
        }
        String route =
                context.endpoints().list().stream()
                        .filter(endpoint -> endpoint.method.isHttpMethod())
                        .map(endpoint -> endpoint.path)
                        .reduce((first, last) -> last)
                        .orElse("unknown");
        count(
                context.method().name(),
                route,
                context.statusCode(),
                Duration.ofNanos(System.nanoTime() - started));
    }

    /// Counts a request that was answered.
    ///
    /// @param method as the client wrote it, which may be anything
    public void count(String method, String route, int status, Duration took) {
        String known = METHODS.contains(method) ? method : "other";
        requests.computeIfAbsent(
                        new Request(known, route, status),
                        request ->
                                Timer.builder("tarn.http.requests")
                                        .description("HTTP requests by route")
                                        .tag("method", request.method)
                                        .tag("route", request.route)
                                        .tag("status", Integer.toString(request.status))
                                        .register(registry))
                .record(took);
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
