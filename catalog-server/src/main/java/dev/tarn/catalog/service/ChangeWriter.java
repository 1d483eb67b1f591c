package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Caller;
import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.CommitOutcomeUnknownException;
import dev.tarn.catalog.store.StoreUnavailableException;

import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Makes one change durable: rows, event and idempotency receipt in one transaction.
///
/// When the answer to COMMIT is lost, the change's own event row decides: there, it happened; not
/// there and the caller can prove that the guard can no longer match, it did not; else nobody
/// knows, and [CommitStateUnknownException] says so.
final class ChangeWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeWriter.class);

    private final CatalogStore store;
    private final IdempotencyLedger ledger;
    private final Clock clock;

    ChangeWriter(CatalogStore store, IdempotencyLedger ledger, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.clock = clock;
    }

    <T> T write(Mutation mutation, Function<T, Receipt> receipt, Function<Change, T> work) {
        return write(mutation, receipt, work, () -> false);
    }

    /// @param isProvablyLost asked only when the outcome is unknown: true when the change, not
    ///   being there now, can never come to be
    <T> T write(
            Mutation mutation,
            Function<T, Receipt> receipt,
            Function<Change, T> work,
            BooleanSupplier isProvablyLost) {
        String commitId = UUID.randomUUID().toString();
        AtomicReference<T> done = new AtomicReference<>();
        List<String> log = new ArrayList<>();
        Function<Change, T> carried = Caller.carried(work);
        long start = System.nanoTime();
        try {
            T written =
                    store.write(transaction -> {
                        long now = clock.millis();
                        log.clear();
                        T result =
                                carried.apply(
                                        new Change(
                                                transaction,
                                                store.warehouseId(),
                                                commitId,
                                                mutation.origin(),
                                                now,
                                                log));
                        ledger.keep(transaction, mutation, receipt.apply(result));
                        done.set(result);
                        return result;
                    });
            LOG.info(
                    "commit={} changes={} duration_ms={}",
                    commitId,
                    log,
                    (System.nanoTime() - start) / 1_000_000);
            return written;
        } catch (CommitOutcomeUnknownException e) {
            return resolve(commitId, done.get(), isProvablyLost, e);
        }
    }

    private <T> T resolve(
            String commitId,
            T result,
            BooleanSupplier isProvablyLost,
            CommitOutcomeUnknownException lostAnswer) {
        boolean isLost;
        try {
            if (store.isCommitted(commitId)) {
                return result;
            }
            isLost = isProvablyLost.getAsBoolean() && !store.isCommitted(commitId);
        } catch (StoreUnavailableException e) {
            lostAnswer.addSuppressed(e);
            throw new CommitStateUnknownException(lostAnswer);
        }
        if (isLost) {
            throw new CommitFailedException(
                    lostAnswer, "Another commit came first while the answer to this one was lost");
        }
        throw new CommitStateUnknownException(lostAnswer);
    }
}
