package dev.tarn.catalog.http;

import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.plan.PlanAnswer;
import dev.tarn.catalog.plan.PlanScope;
import dev.tarn.catalog.plan.ScanPlans;
import dev.tarn.catalog.plan.TaskPage;

import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.FetchScanTasksRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.responses.ErrorResponse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `…/tables/{table}/plan…` and `…/tables/{table}/tasks`: scan planning on the server.
///
/// Pages of tasks are stored as they are sent, so answering parses and prints no file.
final class PlanResource {
    private final ScanPlans plans;

    PlanResource(ScanPlans plans) {
        this.plans = plans;
    }

    /// Fetching tasks changes nothing, but takes a key too: one used for something else is refused.
    List<Route> routes() {
        return List.of(
                Route.mutation(Endpoint.V1_SUBMIT_TABLE_SCAN_PLAN, Needs.SELECT, this::submit),
                Route.read(Endpoint.V1_FETCH_TABLE_SCAN_PLAN, Needs.SELECT, this::fetch),
                Route.mutation(Endpoint.V1_CANCEL_TABLE_SCAN_PLAN, Needs.SELECT, this::cancel),
                Route.mutation(Endpoint.V1_FETCH_TABLE_SCAN_PLAN_TASKS, Needs.SELECT, this::tasks));
    }

    private static PlanScope scope(Call call) {
        return new PlanScope(call.caller().principal().name(), call.table());
    }

    private Answer submit(Call call) {
        PlanTableScanRequest request = call.body().as(PlanTableScanRequest.class);
        return submitted(plans.submit(scope(call), request, call.mutation()));
    }

    /// The answer to a repeated submission: where the plan of the first one stands now.
    Answer submittedBefore(Call call, String planId) {
        return submitted(plans.find(scope(call), planId));
    }

    private static Answer submitted(PlanAnswer answer) {
        return switch (answer) {
            case PlanAnswer.Completed c -> completed(c, Map.of("plan-id", c.planId()));
            case PlanAnswer.Submitted s -> status("submitted", Map.of("plan-id", s.planId()));
            case PlanAnswer.Failed f -> failed(f.error());
            case PlanAnswer.Cancelled c ->
                    throw new CatalogException(
                            ErrorCode.NO_SUCH_PLAN_ID, "Plan " + c.planId() + " was cancelled");
        };
    }

    private Answer fetch(Call call) {
        return switch (plans.find(scope(call), call.planId())) {
            case PlanAnswer.Completed c -> completed(c, Map.of());
            case PlanAnswer.Submitted _ -> status("submitted", Map.of());
            case PlanAnswer.Failed f -> failed(f.error());
            case PlanAnswer.Cancelled _ -> status("cancelled", Map.of());
        };
    }

    private Answer cancel(Call call) {
        plans.cancel(scope(call), call.planId(), call.mutation());
        return Answer.NO_CONTENT;
    }

    private Answer tasks(Call call) {
        FetchScanTasksRequest request = call.body().as(FetchScanTasksRequest.class);
        ScanPlans.Tasks tasks = plans.tasks(scope(call), request.planTask());
        return Answer.ok(withPage(planTasks(tasks.planTasks()), tasks.page()));
    }

    private static Answer completed(PlanAnswer.Completed plan, Map<String, String> extra) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", "completed");
        fields.putAll(extra);
        fields.putAll(planTasks(plan.planTasks()));
        return Answer.ok(withPage(fields, plan.first()));
    }

    private static Answer status(String status, Map<String, String> extra) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", status);
        fields.putAll(extra);
        return Answer.ok(new JsonBytes(RestJson.write(fields)));
    }

    private static Answer failed(ErrorResponse error) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("message", error.message());
        model.put("type", error.type());
        model.put("code", error.code());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", "failed");
        fields.put("error", model);
        return Answer.ok(new JsonBytes(RestJson.write(fields)));
    }

    private static Map<String, Object> planTasks(List<String> names) {
        return names.isEmpty() ? Map.of() : Map.of("plan-tasks", names);
    }

    /// One object with the fields and the page's own, which never is an empty object.
    private static JsonBytes withPage(Map<String, Object> fields, TaskPage page) {
        if (fields.isEmpty()) {
            return new JsonBytes(page.json());
        }
        byte[] head = RestJson.write(fields);
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length + page.json().length);
        out.write(head, 0, head.length - 1);
        out.writeBytes(",".getBytes(StandardCharsets.UTF_8));
        out.write(page.json(), 1, page.json().length - 1);
        return new JsonBytes(out.toByteArray());
    }
}
