package dev.tarn.catalog.store;

import java.util.List;

/// The change events of all warehouses of one database, in their order. Does not own the database.
public final class EventStore {
    private final Transactions transactions;

    public EventStore(Database database) {
        this.transactions = new Transactions(database);
    }

    /// The first `limit` changes after `sequence`, oldest first. Whatever is committed later comes
    /// after all that was ever returned.
    ///
    /// @throws StoreUnavailableException when the database cannot be read
    public List<EventRow> list(long sequence, int limit) {
        order();
        return transactions.read(handle -> new EventStatements(handle).list(sequence, limit));
    }

    /// The place of the last change, 0 when there is none.
    public long last() {
        order();
        return transactions.read(handle -> new EventStatements(handle).last());
    }

    /// Forgets changes older than that, at most `limit`; returns how many.
    public int deleteBefore(long beforeMillis, int limit) {
        order();
        return transactions.write(
                handle -> new EventStatements(handle).deleteBefore(beforeMillis, limit));
    }

    /// Once more does no harm: what has a place keeps it.
    private void order() {
        transactions.repeat(() -> {
            transactions.database().orderEvents();
            return true;
        });
    }
}
