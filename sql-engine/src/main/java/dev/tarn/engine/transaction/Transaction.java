package dev.tarn.engine.transaction;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.TableSource;
import dev.tarn.engine.spi.CatalogConnection;
import dev.tarn.engine.spi.CatalogHistory;

import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.RESTCatalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// One transaction: the tables it has named, as they were when it named the first of their catalog,
/// and with what it has done to them.
///
/// Its tables are those that the roles of the session may name which began it: they stay loaded,
/// and are committed in that name. So it goes on with these roles only.
///
/// Statements come one after the other ([#enter]). A statement that fails has staged nothing, and
/// aborts the transaction all the same: what follows may rely on it. Thread-safe.
public final class Transaction implements TableSource {
    /// How many tables a transaction can name.
    public static final int MOST_TABLES = 1_000;

    private final String id;
    private final String user;
    private final Set<String> roles;
    private final boolean serializable;
    private final boolean readOnly;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<String, StagedTable> tables = new LinkedHashMap<>();

    /// Of the history of each catalog: where it was when a table of it was first named.
    private final Map<String, Long> points = new HashMap<>();

    private State state = State.OPEN;

    private enum State {
        OPEN,
        /// A statement has failed.
        ABORTED,
        ENDED
    }

    /// @param session that begins it
    Transaction(String id, Session session, boolean serializable, boolean readOnly) {
        this.id = id;
        this.user = session.user();
        this.roles = session.usedRoles();
        this.serializable = serializable;
        this.readOnly = readOnly;
    }

    public String id() {
        return id;
    }

    String user() {
        return user;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /// Waits for the statement before; [#leave] has to follow.
    void enter() throws InterruptedException {
        turn.lockInterruptibly();
    }

    /// The same without waiting; false while a statement is at work.
    boolean tryEnter() {
        return turn.tryLock();
    }

    void leave() {
        turn.unlock();
    }

    synchronized void abort() {
        if (state == State.OPEN) {
            state = State.ABORTED;
        }
    }

    /// @throws SqlException TRANSACTION_ALREADY_ABORTED; UNKNOWN_TRANSACTION if it has ended
    synchronized void requireOpen() {
        if (state == State.ABORTED) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_ALREADY_ABORTED,
                    "A statement of this transaction has failed; ROLLBACK ends it");
        }
        if (state == State.ENDED) {
            throw new SqlException(
                    ErrorCode.UNKNOWN_TRANSACTION, "Transaction %s has ended".formatted(id));
        }
    }

    /// @throws SqlException PERMISSION_DENIED where `session` uses other roles than it did
    void requireRoles(Session session) {
        Set<String> used = session.usedRoles();
        if (!used.equals(roles)) {
            throw new SqlException(
                    ErrorCode.PERMISSION_DENIED,
                    "Access denied: the transaction was begun with the roles %s and goes on with no others; the session uses %s now"
                            .formatted(new TreeSet<>(roles), new TreeSet<>(used)));
        }
    }

    @Override
    public synchronized Table load(CatalogConnection catalog, TableIdentifier identifier) {
        requireOpen();
        String key = catalog.name() + '\u0001' + identifier;
        StagedTable known = tables.get(key);
        if (known != null) {
            return known.table();
        }
        if (tables.size() >= MOST_TABLES) {
            throw new SqlException(
                    ErrorCode.EXCEEDED_TRANSACTION_LIMIT,
                    "The transaction names %d tables, and can name no more".formatted(MOST_TABLES));
        }
        long point = points.computeIfAbsent(catalog.name(), _ -> now(catalog));
        StagedTable pinned = StagedTable.pin(catalog, identifier, point, this::checkWrite);
        tables.put(key, pinned);
        return pinned.table();
    }

    private static long now(CatalogConnection catalog) {
        CatalogHistory history = catalog.history();
        return history == null ? 0 : history.now();
    }

    @Override
    public void isRead(Table table) {
        if (table instanceof BaseTable base && base.operations() instanceof StagedTable staged) {
            staged.markRead();
        }
    }

    /// @throws SqlException MULTI_CATALOG_WRITE_CONFLICT where other tables were written to that
    ///   cannot be committed together with this one
    private synchronized void checkWrite(StagedTable table) {
        for (StagedTable other : tables.values()) {
            if (other == table || !other.isWritten()) {
                continue;
            }
            String catalog = table.catalog().name();
            if (!other.catalog().name().equals(catalog)) {
                throw new SqlException(
                        ErrorCode.MULTI_CATALOG_WRITE_CONFLICT,
                        "The transaction has written to %s and cannot write to %s: no commit goes to two catalogs"
                                .formatted(other, table));
            }
            if (!(table.catalog().tables() instanceof RESTCatalog)) {
                throw new SqlException(
                        ErrorCode.MULTI_CATALOG_WRITE_CONFLICT,
                        "The transaction has written to %s and cannot write to %s: catalog %s does not commit several tables at once"
                                .formatted(other, table, catalog));
            }
        }
    }

    /// Commits all or nothing, and ends.
    ///
    /// @throws SqlException TRANSACTION_CONFLICT, TRANSACTION_ALREADY_ABORTED; PERMISSION_DENIED
    ///   where `session` uses other roles than it did; COMMIT_STATE_UNKNOWN where nobody knows
    void commit(Session session) {
        List<StagedTable> all = tables();
        try {
            requireNotAborted();
            requireRoles(session);
            Map<StagedTable, Set<String>> kept = new LinkedHashMap<>();
            for (StagedTable table : all) {
                kept.put(table, Rebase.kept(table));
            }
            new TransactionCommit(all, serializable).run();
            kept.forEach((table, files) -> table.files().commit(files));
        } catch (SqlException e) {
            if (e.code() != ErrorCode.COMMIT_STATE_UNKNOWN) {
                rollBack();
            }
            throw e;
        } catch (RuntimeException | Error e) {
            rollBack();
            throw e;
        } finally {
            end();
        }
    }

    private synchronized void requireNotAborted() {
        if (state == State.ABORTED) {
            throw new SqlException(
                    ErrorCode.TRANSACTION_ALREADY_ABORTED,
                    "A statement of this transaction has failed, so that it was rolled back rather"
                            + " than committed");
        }
    }

    /// Deletes what was written, and ends.
    void rollBack() {
        tables().forEach(table -> table.files().rollBack());
        end();
    }

    private synchronized List<StagedTable> tables() {
        return state == State.ENDED ? List.of() : new ArrayList<>(tables.values());
    }

    private synchronized void end() {
        state = State.ENDED;
        tables.clear();
    }
}
