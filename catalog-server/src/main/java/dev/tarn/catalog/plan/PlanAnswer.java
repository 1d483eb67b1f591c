package dev.tarn.catalog.plan;

import org.apache.iceberg.rest.responses.ErrorResponse;

import java.util.List;

/// What there is to say about a plan.
public sealed interface PlanAnswer {
    String planId();

    /// @param planTasks opaque names of further pages
    record Completed(String planId, TaskPage first, List<String> planTasks) implements PlanAnswer {}

    /// Not ready; ask again.
    record Submitted(String planId) implements PlanAnswer {}

    record Failed(String planId, ErrorResponse error) implements PlanAnswer {}

    record Cancelled(String planId) implements PlanAnswer {}
}
