package dev.tarn.catalog.plan;

import dev.tarn.catalog.service.Tables;
import dev.tarn.catalog.store.PlanRow;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequestParser;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The planning itself: from a plan's row to its pages. Thread-safe.
record PlanWork(Tables tables, FileIO io, PlanLimits limits) {

    PreparedScan prepare(PlanRow row) {
        PlanTableScanRequest request = PlanTableScanRequestParser.fromJson(row.request());
        TableMetadata metadata = tables.at(row.metadataLocation()).metadata();
        return PreparedScan.of(row.tableId(), metadata, io, request);
    }

    /// @return how many pages the sink was given
    /// @throws PlanStoppedException when stopped
    long run(PreparedScan scan, BooleanSupplier isStopped, Consumer<TaskPage> sink) {
        return new PagedScan(scan, limits, sink).run(isStopped);
    }
}
