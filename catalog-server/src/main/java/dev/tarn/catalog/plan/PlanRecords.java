package dev.tarn.catalog.plan;

import dev.tarn.catalog.codec.RestJson;
import dev.tarn.catalog.error.Errors;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.PlanPage;
import dev.tarn.catalog.store.PlanRow;
import dev.tarn.catalog.store.PlanState;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;

/// How a plan's row moves on: lease, pages, end. Thread-safe.
record PlanRecords(CatalogStore store, Clock clock, PlanLimits limits) {

    long leaseEnd() {
        return clock.millis() + limits.lease().toMillis();
    }

    private long lifeEnd() {
        return clock.millis() + limits.lifetime().toMillis();
    }

    PlanRow newRow(
            String planId,
            PlanScope scope,
            String tableId,
            String metadataLocation,
            String request) {
        return new PlanRow(
                planId,
                scope.principal(),
                tableId,
                metadataLocation,
                request,
                PlanState.SUBMITTED,
                1,
                0,
                null,
                leaseEnd(),
                lifeEnd());
    }

    PlanRow completed(PlanRow row, long pageCount) {
        return ended(row, PlanState.COMPLETED, pageCount, null);
    }

    PlanRow failed(PlanRow row, RuntimeException error) {
        byte[] body = RestJson.write(Errors.response(error));
        return ended(row, PlanState.FAILED, 0, new String(body, StandardCharsets.UTF_8));
    }

    private PlanRow ended(PlanRow row, PlanState state, long pageCount, @Nullable String error) {
        return new PlanRow(
                row.planId(),
                row.principal(),
                row.tableId(),
                row.metadataLocation(),
                row.request(),
                state,
                row.attempt(),
                pageCount,
                error,
                row.leaseMillis(),
                lifeEnd());
    }

    /// Adds pages to a plan that this attempt still holds.
    ///
    /// @throws PlanStoppedException when it does not
    void addPages(PlanRow row, List<PlanPage> pages) {
        store.write(transaction -> {
            if (!transaction.plans().renew(row.planId(), row.attempt(), leaseEnd())) {
                throw new PlanStoppedException();
            }
            pages.forEach(transaction.plans()::insertPage);
            return row;
        });
    }

    /// @return false when the plan is no longer this attempt's
    boolean renew(PlanRow row, long leaseMillis) {
        return store.write(
                transaction -> transaction.plans().renew(row.planId(), row.attempt(), leaseMillis));
    }

    boolean finish(PlanRow ended) {
        return store.write(transaction -> transaction.plans().finish(ended));
    }

    /// @return whether the next attempt is the caller's
    boolean takeOver(PlanRow seen) {
        return store.write(
                transaction -> transaction.plans().takeOver(seen, clock.millis(), leaseEnd()));
    }
}
