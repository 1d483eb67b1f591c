package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The statements of one transaction. Inserts say ON CONFLICT, so that a taken name is an answer
/// and not an error that would abort the transaction on PostgreSQL.
final class JdbcTransaction implements StoreTransaction {
    private final Handle handle;
    private final Database database;
    private final NamespaceStatements namespaces;
    private final EntryStatements entries;
    private final ColumnStatements columns;
    private final IdempotencyStatements receipts;
    private final DroppedStatements dropped;
    private final TaskStatements tasks;
    private final List<EventRow> events = new ArrayList<>();

    JdbcTransaction(Handle handle, Database database, String warehouse) {
        this.handle = handle;
        this.database = database;
        this.namespaces = new NamespaceStatements(handle, warehouse);
        this.entries = new EntryStatements(handle, warehouse);
        this.columns = new ColumnStatements(handle);
        this.receipts = new IdempotencyStatements(handle, warehouse);
        this.dropped = new DroppedStatements(handle);
        this.tasks = new TaskStatements(handle);
    }

    /// Writes the events last, when the transaction holds every lock it will ever hold: their order
    /// is then one that the changes could have happened in.
    void finish() {
        new EventStatements(handle).insert(events);
    }

    @Override
    public Optional<NamespaceRow> lockNamespace(String path, RowLock lock) {
        return namespaces.find(path, database.lockClause(lock, "namespace"));
    }

    @Override
    public boolean insertNamespace(NamespaceRow row) {
        return namespaces.insert(row);
    }

    @Override
    public boolean updateNamespaceProperties(NamespaceRow row) {
        return namespaces.updateProperties(row);
    }

    @Override
    public boolean hasChildren(NamespaceRow row) {
        return namespaces.hasChildren(row.id());
    }

    @Override
    public boolean deleteNamespace(String id) {
        return namespaces.delete(id);
    }

    @Override
    public Optional<EntryRow> findEntry(String namespacePath, String name) {
        return entries.find(namespacePath, name);
    }

    @Override
    public Optional<EntryRow> lockEntry(String id) {
        return entries.findById(id, database.lockClause(RowLock.REMOVE, "t"));
    }

    @Override
    public Optional<LocatedRow> findOverlap(String location, String exceptId) {
        List<String> above = ancestors(location);
        database.lockLocation(handle, above, location);
        return entries.findOverlap(above, location, exceptId);
    }

    @Override
    public void replaceAreas(String entryId, List<String> locations) {
        new AreaStatements(handle).replace(entryId, locations);
    }

    @Override
    public void deleteAreas(String entryId) {
        new AreaStatements(handle).delete(entryId);
    }

    private static List<String> ancestors(String location) {
        List<String> result = new ArrayList<>();
        for (int slash = location.lastIndexOf('/');
                slash > 0;
                slash = location.lastIndexOf('/', slash - 1)) {
            result.add(location.substring(0, slash));
        }
        return result;
    }

    @Override
    public boolean insertEntry(EntryRow row) {
        return entries.insert(row);
    }

    @Override
    public void putColumns(String entryId, @Nullable String text) {
        if (text == null) {
            columns.delete(entryId);
        } else {
            columns.put(entryId, text);
        }
    }

    @Override
    public void keepColumns(ColumnsRow read) {
        columns.keep(read);
    }

    @Override
    public boolean swapPointer(PointerSwap swap) {
        return entries.swapPointer(swap);
    }

    @Override
    public boolean renameEntry(EntryRow from, String namespaceId, String name) {
        return entries.rename(from, namespaceId, name);
    }

    @Override
    public boolean deleteEntry(String id) {
        columns.delete(id);
        return entries.delete(id);
    }

    @Override
    public void insertDropped(DroppedRow row) {
        dropped.insert(row);
    }

    @Override
    public Optional<DroppedRow> lockDropped(String id) {
        return dropped.find(id, database.lockClause(RowLock.REMOVE, "d"));
    }

    @Override
    public boolean updateDropped(String id, DroppedState state) {
        return dropped.update(id, state);
    }

    @Override
    public boolean deleteDropped(String id) {
        return dropped.delete(id);
    }

    @Override
    public boolean insertTask(TaskRow task) {
        return tasks.insert(task);
    }

    @Override
    public boolean updateTask(TaskRow task) {
        return tasks.update(task);
    }

    @Override
    public boolean pauseTask(String id, String message, long nowMillis) {
        return tasks.pause(id, message, nowMillis);
    }

    @Override
    public boolean wakeTask(String id, long nowMillis) {
        return tasks.wake(id, nowMillis);
    }

    @Override
    public boolean resumeTask(String id, long nowMillis) {
        return tasks.resume(id, nowMillis);
    }

    @Override
    public boolean deleteTask(String id) {
        return tasks.delete(id);
    }

    @Override
    public void addGrant(GrantRow row) {
        raiseVersionAfter(GrantStatements.insert(handle, row));
    }

    @Override
    public void deleteGrants(String securableId) {
        raiseVersionAfter(GrantStatements.deleteOn(handle, securableId));
    }

    @Override
    public void moveGrants(String securableId, String namespacePath) {
        raiseVersionAfter(GrantStatements.move(handle, securableId, namespacePath));
    }

    private void raiseVersionAfter(int changedRows) {
        if (changedRows > 0) {
            GrantStatements.raiseVersion(handle);
        }
    }

    @Override
    public void addEvent(EventRow event) {
        events.add(event);
    }

    @Override
    public boolean insertIdempotency(IdempotencyRow row, long nowMillis) {
        return receipts.insert(row, nowMillis);
    }

    @Override
    public FunctionWrites functions() {
        return new JdbcFunctions(handle);
    }

    @Override
    public PipeWrites pipes() {
        return new JdbcPipes(handle);
    }

    @Override
    public PlanWrites plans() {
        return new JdbcPlans(handle);
    }

    @Override
    public void deleteExpiredIdempotency(long nowMillis, int limit) {
        receipts.deleteExpired(
                nowMillis, limit, database.lockClause(RowLock.REMOVE_FREE, "idempotency"));
    }
}
