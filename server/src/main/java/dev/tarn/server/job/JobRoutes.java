package dev.tarn.server.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.auth.Principal;
import dev.tarn.catalog.store.JobRunRow;
import dev.tarn.server.http.Login;
import dev.tarn.server.output.Json;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.function.Predicate;

/// `GET /api/v1/jobs` and `GET /api/v1/jobs/runs`: to administrators all, to others their own.
public final class JobRoutes {
    private final TarnCatalog catalog;
    private final Login login;

    public JobRoutes(TarnCatalog catalog, Login login) {
        this.catalog = catalog;
        this.login = login;
    }

    public void addTo(RoutesConfig routes) {
        routes.get("/api/v1/jobs", this::jobs);
        routes.get("/api/v1/jobs/runs", this::runs);
    }

    private Predicate<String> maySee(Context context) {
        if (!login.isOn()) {
            return _ -> true;
        }
        Principal principal = Login.caller(context).principal();
        return owner -> principal.isAdmin() || principal.name().equals(owner);
    }

    private void jobs(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("jobs");
        JobList.jobs(catalog, maySee(context)).forEach(job -> list.add(json(job)));
        context.json(answer);
    }

    private void runs(Context context) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("runs");
        JobList.runs(catalog, maySee(context)).forEach(run -> list.add(json(run)));
        context.json(answer);
    }

    private static ObjectNode json(JobInfo job) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("id", job.id())
                .put("kind", job.kind())
                .put("name", job.name())
                .put("owner", job.owner())
                .put("state", job.state().name())
                .put("reason", job.reason());
        put(node, "nextRun", job.nextRun());
        put(node, "lastRun", job.lastRun());
        node.put("files", job.files());
        Long rows = job.rows();
        if (rows != null) {
            node.put("rows", rows);
        }
        return node;
    }

    private static ObjectNode json(JobRunRow run) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("id", run.id())
                .put("jobId", run.jobId())
                .put("kind", run.kind())
                .put("name", run.name())
                .put("owner", run.owner())
                .put("state", run.isFailed() ? "FAILED" : "FINISHED")
                .put("message", run.message());
        put(node, "started", Instant.ofEpochMilli(run.startedMillis()));
        put(node, "ended", Instant.ofEpochMilli(run.endedMillis()));
        node.put("files", run.fileCount()).put("rows", run.rowCount());
        return node;
    }

    /// Leaves out what is not known.
    private static void put(ObjectNode node, String name, @Nullable Instant value) {
        if (value != null) {
            node.put(name, value.toString());
        }
    }
}
