package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// [CatalogStore] over JDBC, bound to one warehouse of a database. Does not own the database.
public final class JdbcCatalogStore implements CatalogStore {
    private final Transactions transactions;
    private final String warehouse;

    private JdbcCatalogStore(Transactions transactions, String warehouse) {
        this.transactions = transactions;
        this.warehouse = warehouse;
    }

    /// The store of a warehouse, which is registered in the database when it is new there.
    ///
    /// @param location where the warehouse is now, for people who look into the database
    public static JdbcCatalogStore open(
            Database database, String warehouseId, String location, long nowMillis) {
        Transactions transactions = new Transactions(database);
        transactions.write(handle ->
                handle.createUpdate(
                                "INSERT INTO warehouse (id, location, created_millis) VALUES (:id,"
                                        + " :location, :now) ON CONFLICT (id) DO UPDATE SET"
                                        + " location = excluded.location WHERE warehouse.location"
                                        + " <> excluded.location")
                        .bind("id", warehouseId)
                        .bind("location", location)
                        .bind("now", nowMillis)
                        .execute());
        return new JdbcCatalogStore(transactions, warehouseId);
    }

    @Override
    public String warehouseId() {
        return warehouse;
    }

    @Override
    public Optional<NamespaceRow> findNamespace(String path) {
        return transactions.read(
                handle -> new NamespaceStatements(handle, warehouse).find(path, ""));
    }

    @Override
    public List<NamespaceRow> listNamespaces(
            String parentPath, KeyRange range, @Nullable List<String> seenBy) {
        return transactions.read(handle ->
                new NamespaceStatements(handle, warehouse).list(parentPath, range, seenBy));
    }

    @Override
    public Optional<EntryRow> findEntry(String namespacePath, String name) {
        return transactions.read(
                handle -> new EntryStatements(handle, warehouse).find(namespacePath, name));
    }

    @Override
    public Optional<EntryRow> findEntryById(String id) {
        return transactions.read(handle -> new EntryStatements(handle, warehouse).findById(id, ""));
    }

    @Override
    public List<String> listNames(
            String namespaceId, EntryKind kind, KeyRange range, @Nullable List<String> seenBy) {
        return transactions.read(handle ->
                new EntryStatements(handle, warehouse).listNames(namespaceId, kind, range, seenBy));
    }

    @Override
    public List<ListedRow> listEntries(
            String namespaceId, EntryKind kind, KeyRange range, @Nullable List<String> seenBy) {
        return transactions.read(handle ->
                new EntryStatements(handle, warehouse)
                        .listEntries(namespaceId, kind, range, seenBy));
    }

    @Override
    public List<ColumnsRow> listColumns(String namespaceId) {
        return transactions.read(handle -> new ColumnStatements(handle).list(namespaceId));
    }

    @Override
    public boolean isCommitted(String commitId) {
        return transactions.read(handle -> new EventStatements(handle).isCommitted(commitId));
    }

    @Override
    public Optional<IdempotencyRow> findIdempotency(String key) {
        return transactions.read(handle -> new IdempotencyStatements(handle, warehouse).find(key));
    }

    @Override
    public FunctionReads functions() {
        return new JdbcFunctions.Reads(transactions);
    }

    @Override
    public PipeReads pipes() {
        return new JdbcPipes.Reads(transactions, warehouse);
    }

    @Override
    public PlanReads plans() {
        return new JdbcPlans.Reads(transactions);
    }

    @Override
    public <T> T write(Function<StoreTransaction, T> work) {
        return transactions.write(handle -> {
            JdbcTransaction transaction =
                    new JdbcTransaction(handle, transactions.database(), warehouse);
            T result = work.apply(transaction);
            transaction.finish();
            return result;
        });
    }
}
