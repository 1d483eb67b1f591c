package dev.tarn.catalog.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.tarn.catalog.service.TaskReport;
import dev.tarn.catalog.service.WarehouseTasks;

import org.apache.iceberg.exceptions.BadRequestException;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/// `/v1/tasks…`: what the catalog does in the background. Ours, not the specification's, and so not
/// announced.
final class TaskResource {
    private final WarehouseTasks tasks;

    TaskResource(WarehouseTasks tasks) {
        this.tasks = tasks;
    }

    List<Route> routes() {
        return List.of(
                Route.unlisted("GET", "/v1/tasks", Needs.MANAGE, this::list),
                Route.unlisted("POST", "/v1/tasks/reconcile", Needs.MANAGE, this::reconcile),
                Route.unlisted("GET", "/v1/tasks/{id}", Needs.MANAGE, this::show),
                Route.unlisted("POST", "/v1/tasks/{id}/retry", Needs.MANAGE, this::tryAgain));
    }

    private Answer list(Call call) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("tasks");
        tasks.list().forEach(task -> list.add(json(task)));
        return Answer.ok(answer);
    }

    private Answer show(Call call) {
        return Answer.ok(json(tasks.find(PathSegments.decode(call.variable("id")))));
    }

    private Answer tryAgain(Call call) {
        return Answer.ok(json(tasks.tryAgain(PathSegments.decode(call.variable("id")))));
    }

    /// Body: `{"older-than": "P1D"}` or none.
    private Answer reconcile(Call call) {
        Duration age = WarehouseTasks.SAFE_AGE;
        if (!call.body().isEmpty()) {
            JsonNode text = call.body().as(JsonNode.class).path("older-than");
            age = text.isMissingNode() ? age : age(text.asText());
        }
        return new Answer(202, json(tasks.reconcile(age)), Map.of());
    }

    private static Duration age(String text) {
        Duration age;
        try {
            age = Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadRequestException(
                    e, "older-than is not an ISO 8601 duration such as P1D or PT30M: %s", text);
        }
        if (age.compareTo(WarehouseTasks.LEAST_AGE) < 0) {
            throw new BadRequestException(
                    "older-than must be %s at least, because a commit may be under way; got %s",
                    WarehouseTasks.LEAST_AGE, text);
        }
        return age;
    }

    private static ObjectNode json(TaskReport task) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", task.id())
                .put("kind", task.kind())
                .put("subject", task.subject())
                .put("subject-id", task.subjectId())
                .put("state", task.state())
                .put("attempts", task.attempts())
                .put("deleted-files", task.deletedFiles())
                .put("kept-files", task.keptFiles())
                .put("message", task.message())
                .put("created", task.created().toString())
                .put("updated", task.updated().toString());
    }
}
