package dev.tarn.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.auth.Principal;
import dev.tarn.engine.OperatorStats;
import dev.tarn.engine.QueryStats;
import dev.tarn.engine.SqlException;
import dev.tarn.server.http.ApiException;
import dev.tarn.server.http.Errors;
import dev.tarn.server.http.Login;
import dev.tarn.server.output.Json;
import dev.tarn.server.query.Queries;
import dev.tarn.server.query.QueryInfo;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/// `GET /api/v1/queries`, `GET` and `DELETE /api/v1/queries/{id}`.
public final class QueryRoutes {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Queries queries;
    private final Login login;

    public QueryRoutes(Queries queries, Login login) {
        this.queries = queries;
        this.login = login;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/queries", this::list);
        routes.get("/api/v1/queries/{id}", this::show);
        routes.delete("/api/v1/queries/{id}", this::cancel);
    }

    private void list(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("queries");
        for (QueryInfo info : queries.list()) {
            if (mayTouch(context, info)) {
                list.add(json(info));
            }
        }
        context.json(answer);
    }

    private void show(Context context) {
        QueryInfo info = find(context);
        ObjectNode node = json(info);
        OperatorStats profile = queries.profile(info.id());
        if (profile != null) {
            node.set("profile", operator(profile));
        }
        context.json(node);
    }

    private QueryInfo find(Context context) {
        QueryInfo info = queries.find(context.pathParam("id"));
        if (info == null || !mayTouch(context, info)) {
            throw unknown(context);
        }
        return info;
    }

    /// People have their own queries only; administrators have all.
    private boolean mayTouch(Context context, QueryInfo info) {
        if (!login.isOn()) {
            return true;
        }
        Principal principal = Login.caller(context).principal();
        return principal.isAdmin() || principal.name().equals(info.user());
    }

    /// 204 when it was asked to end, 409 when it has ended already.
    private void cancel(Context context) {
        QueryInfo info = find(context);
        String id = info.id();
        if (queries.cancel(id)) {
            context.status(204);
            return;
        }
        throw new ApiException(
                409, "QUERY_ENDED", "Query " + id + " has ended already: " + info.state());
    }

    private static ApiException unknown(Context context) {
        return new ApiException(
                404,
                "NOT_FOUND",
                "There is no query %s among those that run or ended lately"
                        .formatted(context.pathParam("id")));
    }

    private static ObjectNode json(QueryInfo info) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("id", info.id());
        node.put("state", info.state().name());
        node.put("user", info.user());
        node.put("door", info.door());
        node.put("sql", info.sql());
        node.put("started", info.started().toString());
        node.set("stats", stats(info.stats()));
        SqlException failure = info.failure();
        if (failure != null) {
            node.set("error", Errors.envelope(failure).get("error"));
        }
        return node;
    }

    /// One node of the plan and, below it, its inputs.
    private static ObjectNode operator(OperatorStats stats) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("name", stats.name()).put("details", stats.details());
        if (stats.estimatedRows() >= 0) {
            node.put("estimatedRows", stats.estimatedRows());
        }
        node.put("rows", stats.rows())
                .put("batches", stats.batches())
                .put("cpuMillis", stats.cpu().toNanos() / NANOS_PER_MILLI)
                .put("wallMillis", stats.wall().toNanos() / NANOS_PER_MILLI)
                .put("peakMemoryBytes", stats.peakMemoryBytes())
                .put("spilledBytes", stats.spilledBytes());
        if (!stats.scan().isEmpty()) {
            ObjectNode scan = node.putObject("scan");
            stats.scan().forEach(scan::put);
        }
        ArrayNode inputs = node.putArray("inputs");
        stats.inputs().forEach(input -> inputs.add(operator(input)));
        return node;
    }

    static ObjectNode stats(QueryStats stats) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("elapsedMillis", stats.elapsed().toMillis())
                .put("queuedMillis", stats.queued().toMillis())
                .put("planningMillis", stats.planning().toMillis())
                .put("cpuMillis", stats.cpu().toMillis())
                .put("totalSplits", stats.totalSplits())
                .put("completedSplits", stats.completedSplits())
                .put("processedRows", stats.processedRows())
                .put("processedBytes", stats.processedBytes())
                .put("resultRows", stats.resultRows())
                .put("peakMemoryBytes", stats.peakMemoryBytes())
                .put("spilledBytes", stats.spilledBytes());
        ObjectNode scans = node.putObject("scans");
        stats.scans().forEach(scans::put);
        return node;
    }
}
