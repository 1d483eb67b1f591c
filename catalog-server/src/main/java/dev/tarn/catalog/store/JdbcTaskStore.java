package dev.tarn.catalog.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// [TaskStore] over JDBC. Does not own the database.
public final class JdbcTaskStore implements TaskStore {
    private final Transactions transactions;

    public JdbcTaskStore(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public boolean insert(TaskRow task) {
        return transactions.write(handle -> new TaskStatements(handle).insert(task));
    }

    @Override
    public Optional<TaskRow> find(String id) {
        return transactions.read(handle -> new TaskStatements(handle).find(id));
    }

    @Override
    public List<TaskRow> latest(String warehouseId, int limit) {
        return transactions.read(handle -> new TaskStatements(handle).latest(warehouseId, limit));
    }

    @Override
    public List<TaskRow> due(Collection<String> kinds, long nowMillis, int limit) {
        return transactions.read(handle -> new TaskStatements(handle).due(kinds, nowMillis, limit));
    }

    @Override
    public boolean wake(String id, long nowMillis) {
        return transactions.write(handle -> new TaskStatements(handle).wake(id, nowMillis));
    }

    @Override
    public List<TaskRow> open(int limit) {
        return transactions.read(handle -> new TaskStatements(handle).open(limit));
    }

    @Override
    public Optional<TaskRow> claim(
            TaskRow seen, String owner, long nowMillis, long leaseEndMillis) {
        return transactions.write(handle -> {
            TaskStatements statements = new TaskStatements(handle);
            return statements.claim(seen, owner, nowMillis, leaseEndMillis)
                    ? statements.find(seen.id())
                    : Optional.empty();
        });
    }

    @Override
    public boolean update(TaskRow task) {
        return transactions.write(handle -> new TaskStatements(handle).update(task));
    }

    @Override
    public boolean tryAgain(String id, long nowMillis) {
        return transactions.write(handle -> new TaskStatements(handle).tryAgain(id, nowMillis));
    }

    @Override
    public int deleteEnded(long beforeMillis, int limit) {
        return transactions.write(
                handle -> new TaskStatements(handle).deleteEnded(beforeMillis, limit));
    }
}
