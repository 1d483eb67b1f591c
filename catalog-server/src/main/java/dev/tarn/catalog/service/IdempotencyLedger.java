package dev.tarn.catalog.service;

import dev.tarn.catalog.store.CatalogStore;
import dev.tarn.catalog.store.CommitOutcomeUnknownException;
import dev.tarn.catalog.store.IdempotencyRow;
import dev.tarn.catalog.store.StoreTransaction;
import dev.tarn.catalog.store.StoreUnavailableException;

import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Receipts of finished changes by idempotency key.
///
/// Receipts of successes are written by [ChangeWriter] in the transaction of the change itself.
/// Refusals are written here afterwards, when they would be the same again; 5xx answers never are.
public final class IdempotencyLedger {
    /// How long a key is remembered; told to clients as `idempotency-key-lifetime`.
    public static final Duration LIFETIME = Duration.ofMinutes(30);

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyLedger.class);
    private static final int EXPIRED_PER_WRITE = 16;
    private static final int MAX_MESSAGE_CHARS = 4_000;
    private static final String FIELD = "\u001f";

    private final CatalogStore store;
    private final Clock clock;

    IdempotencyLedger(CatalogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// The receipt of an earlier request with this key, if it was the same request.
    ///
    /// @throws UnprocessableEntityException when the key was used for another request
    public Optional<Receipt> find(Mutation mutation) {
        String key = mutation.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        Optional<IdempotencyRow> row = store.findIdempotency(key);
        if (row.isEmpty() || row.get().expiresMillis() < clock.millis()) {
            return Optional.empty();
        }
        if (!row.get().fingerprint().equals(mutation.fingerprint())) {
            throw new UnprocessableEntityException(
                    "Idempotency key %s was used for another request; use a new key for each", key);
        }
        return Optional.of(decode(row.get()));
    }

    /// Keeps a refusal, unless a concurrent request with the same key was answered first. A refusal
    /// that cannot be kept is still a refusal.
    ///
    /// @return false when another receipt is there already
    public boolean recordRefusal(Mutation mutation, Receipt.Refused refused) {
        Optional<IdempotencyRow> row = row(mutation, refused);
        if (row.isEmpty()) {
            return true;
        }
        try {
            return store.write(
                    transaction -> transaction.insertIdempotency(row.get(), clock.millis()));
        } catch (StoreUnavailableException | CommitOutcomeUnknownException e) {
            LOG.warn("A refusal could not be kept: key={}", row.get().key(), e);
            return true;
        }
    }

    /// Keeps the receipt of a success in the transaction of the change itself.
    ///
    /// @throws KeyTakenException when another request with this key came first
    public void keep(StoreTransaction transaction, Mutation mutation, Receipt receipt) {
        Optional<IdempotencyRow> row = row(mutation, receipt);
        if (row.isPresent()) {
            transaction.deleteExpiredIdempotency(clock.millis(), EXPIRED_PER_WRITE);
            if (!transaction.insertIdempotency(row.get(), clock.millis())) {
                throw new KeyTakenException(row.get().key());
            }
        }
    }

    private Optional<IdempotencyRow> row(Mutation mutation, Receipt receipt) {
        String key = mutation.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        long expires = clock.millis() + LIFETIME.toMillis();
        return Optional.of(
                switch (receipt) {
                    case Receipt.Empty _ -> row(mutation, key, "empty", "", expires);
                    case Receipt.TableAt(String at) -> row(mutation, key, "table", at, expires);
                    case Receipt.ViewAt(String at) -> row(mutation, key, "view", at, expires);
                    case Receipt.Planned(String plan) -> row(mutation, key, "plan", plan, expires);
                    case Receipt.Json(String body) -> row(mutation, key, "json", body, expires);
                    case Receipt.Refused r -> row(mutation, key, "refused", encode(r), expires);
                });
    }

    private static IdempotencyRow row(
            Mutation mutation, String key, String kind, String receipt, long expires) {
        return new IdempotencyRow(key, mutation.fingerprint(), kind, receipt, expires);
    }

    private static String encode(Receipt.Refused refused) {
        String message = refused.message();
        if (message.length() > MAX_MESSAGE_CHARS) {
            message = message.substring(0, MAX_MESSAGE_CHARS);
        }
        return refused.status() + FIELD + refused.type() + FIELD + message;
    }

    private static Receipt decode(IdempotencyRow row) {
        return switch (row.receiptKind()) {
            case "empty" -> new Receipt.Empty();
            case "table" -> new Receipt.TableAt(row.receipt());
            case "view" -> new Receipt.ViewAt(row.receipt());
            case "plan" -> new Receipt.Planned(row.receipt());
            case "json" -> new Receipt.Json(row.receipt());
            case "refused" -> decodeRefused(row.receipt());
            default -> throw new IllegalStateException("Unknown receipt kind " + row.receiptKind());
        };
    }

    private static Receipt decodeRefused(String receipt) {
        String[] fields = receipt.split(FIELD, 3);
        return new Receipt.Refused(Integer.parseInt(fields[0]), fields[1], fields[2]);
    }
}
