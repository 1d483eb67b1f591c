package dev.tarn.catalog.plan;

import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.error.CatalogException;
import dev.tarn.catalog.error.ErrorCode;
import dev.tarn.catalog.error.Errors;
import dev.tarn.catalog.service.IdempotencyLedger;
import dev.tarn.catalog.service.Mutation;
import dev.tarn.catalog.service.Receipt;
import dev.tarn.catalog.service.Tables;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.EntryRow;
import dev.tarn.catalog.store.PlanPage;
import dev.tarn.catalog.store.PlanRow;

import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.rest.requests.PlanTableScanRequest;
import org.apache.iceberg.rest.requests.PlanTableScanRequestParser;
import org.apache.iceberg.rest.responses.ErrorResponse;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Scan planning for clients that leave it to the server.
///
/// A scan with little to read is planned within its request; a larger one is submitted to the
/// background. Either way the plan is stored with its pages until it is cancelled or expires.
/// Thread-safe. Must be closed before the store.
public final class ScanPlans implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 3;

    private final CatalogStore store;
    private final Tables tables;
    private final IdempotencyLedger ledger;
    private final Clock clock;
    private final PlanLimits limits;
    private final PlanWork work;
    private final PlanRecords records;
    private final BackgroundPlanner background;
    private final Semaphore inlineRoom;

    /// What plans are made from.
    ///
    /// @param io what manifests are read with; not owned
    public record Sources(CatalogStore store, Tables tables, IdempotencyLedger ledger, FileIO io) {}

    public ScanPlans(Sources sources, Clock clock, PlanLimits limits) {
        this.store = sources.store();
        this.tables = sources.tables();
        this.ledger = sources.ledger();
        this.clock = clock;
        this.limits = limits;
        this.work = new PlanWork(tables, sources.io(), limits);
        this.records = new PlanRecords(store, clock, limits);
        this.background = new BackgroundPlanner(work, records);
        this.inlineRoom = new Semaphore(limits.inlineCount());
    }

    /// Plans a scan, or queues it.
    ///
    /// @throws CatalogException 429 when the principal, or the server, has too many plans
    public PlanAnswer submit(PlanScope scope, PlanTableScanRequest request, Mutation mutation) {
        EntryRow entry = tables.row(scope.table());
        if (store.plans().hasAtLeast(scope.principal(), clock.millis(), limits.liveCount())) {
            throw tooMany(
                    scope.principal()
                            + " has "
                            + limits.liveCount()
                            + " open scan plans; cancel some, or wait until they expire");
        }
        PlanRow row =
                records.newRow(
                        UUID.randomUUID().toString(),
                        scope,
                        entry.id(),
                        entry.metadataLocation(),
                        PlanTableScanRequestParser.toJson(request));
        PreparedScan scan = work.prepare(row);
        try {
            if (scan.manifestBytes() <= limits.inlineManifestBytes() && inlineRoom.tryAcquire()) {
                try {
                    return planInline(row, scan, mutation);
                } finally {
                    inlineRoom.release();
                }
            }
        } catch (CatalogException e) {
            return fail(row, e, mutation);
        } catch (RuntimeException e) {
            // a lost file or a damaged manifest fails the plan; a store that is down may be back
            // soon
            if (Errors.codeOf(e) == ErrorCode.FILE_NOT_FOUND
                    || Errors.codeOf(e) == ErrorCode.INVALID) {
                return fail(row, e, mutation);
            }
            throw e;
        }
        return queue(row, mutation);
    }

    private PlanAnswer planInline(PlanRow row, PreparedScan scan, Mutation mutation) {
        List<TaskPage> first = new ArrayList<>();
        List<PlanPage> pages = new ArrayList<>();
        work.run(
                scan,
                () -> false,
                page -> {
                    if (first.isEmpty()) {
                        first.add(page);
                    }
                    pages.add(
                            new PlanPage(
                                    row.planId(), row.attempt(), pages.size(), page.compressed()));
                });
        PlanRow done = records.completed(row, pages.size());
        insert(done, pages, mutation);
        return completed(done, first.getFirst());
    }

    private PlanAnswer fail(PlanRow row, RuntimeException error, Mutation mutation) {
        PlanRow failed = records.failed(row, error);
        insert(failed, List.of(), mutation);
        return answer(failed);
    }

    private PlanAnswer queue(PlanRow row, Mutation mutation) {
        if (!background.reserve()) {
            throw tooMany(
                    "The server has too many scans to plan; try again, or plan on the client");
        }
        try {
            insert(row, List.of(), mutation);
        } catch (RuntimeException e) {
            background.release();
            throw e;
        }
        background.start(row);
        return new PlanAnswer.Submitted(row.planId());
    }

    private void insert(PlanRow row, List<PlanPage> pages, Mutation mutation) {
        store.write(transaction -> {
            transaction.plans().insert(row);
            pages.forEach(transaction.plans()::insertPage);
            ledger.keep(transaction, mutation, new Receipt.Planned(row.planId()));
            return row;
        });
    }

    /// Where a plan stands. A plan whose server went away is taken on here.
    ///
    /// @throws CatalogException 404 when there is no such plan of this principal for this table
    public PlanAnswer find(PlanScope scope, String planId) {
        PlanRow row = owned(scope, planId).orElseThrow(() -> noSuchPlan(planId));
        return answer(row);
    }

    private PlanAnswer answer(PlanRow row) {
        return switch (row.state()) {
            case SUBMITTED -> resume(row);
            case COMPLETED ->
                    completed(row, page(row, 0).orElseThrow(() -> noSuchPlan(row.planId())));
            case FAILED -> new PlanAnswer.Failed(row.planId(), error(row));
            case CANCELLED -> new PlanAnswer.Cancelled(row.planId());
        };
    }

    private PlanAnswer resume(PlanRow row) {
        PlanAnswer submitted = new PlanAnswer.Submitted(row.planId());
        if (row.leaseMillis() >= clock.millis()) {
            return submitted;
        }
        if (row.attempt() >= MAX_ATTEMPTS) {
            PlanRow failed =
                    records.failed(
                            row,
                            new CatalogException(
                                    ErrorCode.UNAVAILABLE,
                                    "Planning was interrupted " + MAX_ATTEMPTS + " times"));
            return records.finish(failed)
                    ? new PlanAnswer.Failed(row.planId(), error(failed))
                    : submitted;
        }
        if (!background.reserve()) {
            return submitted;
        }
        boolean isOurs = false;
        try {
            isOurs = records.takeOver(row);
        } finally {
            if (!isOurs) {
                background.release();
            }
        }
        if (isOurs) {
            store.plans()
                    .find(row.planId())
                    .ifPresentOrElse(background::start, background::release);
        }
        return submitted;
    }

    private PlanAnswer completed(PlanRow row, TaskPage first) {
        return new PlanAnswer.Completed(
                row.planId(), first, new PlanTask(row.planId(), 0).next(row.pageCount()));
    }

    private static ErrorResponse error(PlanRow row) {
        String body = Objects.requireNonNull(row.error());
        return RestJson.read(body.getBytes(StandardCharsets.UTF_8), ErrorResponse.class);
    }

    /// Ends a plan and frees what it holds. Cancelling again changes nothing.
    public void cancel(PlanScope scope, String planId, Mutation mutation) {
        PlanRow row = owned(scope, planId).orElseThrow(() -> noSuchPlan(planId));
        background.stop(planId);
        store.write(transaction -> {
            transaction.plans().cancel(row.planId());
            ledger.keep(transaction, mutation, new Receipt.Empty());
            return row;
        });
    }

    /// The tasks behind one of a plan's names, and the names it leads to.
    public Tasks tasks(PlanScope scope, String planTask) {
        String tableId = tables.row(scope.table()).id();
        PlanTask task = PlanTask.parse(planTask);
        PlanRow row =
                owned(scope, tableId, task.planId())
                        .orElseThrow(() -> PlanTask.noSuchTask(planTask));
        TaskPage page = page(row, task.ordinal()).orElseThrow(() -> PlanTask.noSuchTask(planTask));
        return new Tasks(page, task.next(row.pageCount()));
    }

    /// @param planTasks names of further pages
    public record Tasks(TaskPage page, List<String> planTasks) {}

    private Optional<TaskPage> page(PlanRow row, long ordinal) {
        if (ordinal >= row.pageCount()) {
            return Optional.empty();
        }
        return store.plans()
                .findPage(row.planId(), row.attempt(), ordinal)
                .map(TaskPage::ofCompressed);
    }

    private Optional<PlanRow> owned(PlanScope scope, String planId) {
        return owned(scope, tables.row(scope.table()).id(), planId);
    }

    private Optional<PlanRow> owned(PlanScope scope, String tableId, String planId) {
        return store.plans()
                .find(planId)
                .filter(row -> row.expiresMillis() >= clock.millis())
                .filter(row -> row.tableId().equals(tableId))
                .filter(row -> row.principal().equals(scope.principal()));
    }

    private static CatalogException noSuchPlan(String planId) {
        return new CatalogException(
                ErrorCode.NO_SUCH_PLAN_ID,
                "No such plan: "
                        + (planId.length() > 64 ? planId.substring(0, 64) + "…" : planId)
                        + "; it is unknown, expired, or of another table");
    }

    private static CatalogException tooMany(String message) {
        return new CatalogException(ErrorCode.TOO_MANY_REQUESTS, message);
    }

    /// Forgets what has expired, as the heartbeat does from time to time.
    public void sweep() {
        background.sweep();
    }

    @Override
    public void close() {
        background.close();
    }
}
