package dev.tarn.catalog.http;

import dev.tarn.catalog.service.MetricsQueue;
import dev.tarn.catalog.service.Tables;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;

import java.util.List;

/// `POST …/tables/{table}/metrics`: queued and answered at once.
final class MetricsResource {
    private final Tables tables;
    private final MetricsQueue queue;

    MetricsResource(Tables tables, MetricsQueue queue) {
        this.tables = tables;
        this.queue = queue;
    }

    List<Route> routes() {
        return List.of(Route.read(Endpoint.V1_REPORT_METRICS, Needs.SIGHT, this::report));
    }

    private Answer report(Call call) {
        TableIdentifier table = call.table();
        ReportMetricsRequest request = call.body().as(ReportMetricsRequest.class);
        tables.checkExists(table);
        queue.offer(new MetricsQueue.Report(table, request.report()));
        return Answer.NO_CONTENT;
    }
}
