package dev.tarn.catalog.store;

import static dev.tarn.catalog.store.Rows.ENTRY_COLUMNS;
import static dev.tarn.catalog.store.Rows.ENTRY_TABLES;
import static dev.tarn.catalog.store.Rows.NAMESPACE_COLUMNS;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// [CatalogStore] over JDBC. Owns the [Database] and closes it.
public final class JdbcCatalogStore implements CatalogStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcCatalogStore.class);

    private final Database database;

    public JdbcCatalogStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<NamespaceRow> findNamespace(String path) {
        return read(handle -> findNamespace(handle, path));
    }

    @Override
    public List<NamespaceRow> listNamespaces(String parentPath, KeyRange range) {
        return read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + NAMESPACE_COLUMNS
                                        + " FROM namespace WHERE parent_path = :parent"
                                        + " AND path > :after ORDER BY path LIMIT :limit")
                        .bind("parent", parentPath)
                        .bind("after", range.after() == null ? "" : range.after())
                        .bind("limit", range.limit())
                        .map((row, context) -> Rows.namespace(row))
                        .list());
    }

    @Override
    public Optional<EntryRow> findEntry(String namespacePath, String name) {
        return read(handle -> findEntry(handle, namespacePath, name));
    }

    @Override
    public Optional<EntryRow> findEntryById(String id) {
        return read(handle ->
                handle.createQuery("SELECT " + ENTRY_COLUMNS + ENTRY_TABLES + "WHERE t.id = :id")
                        .bind("id", id)
                        .map((row, context) -> Rows.entry(row))
                        .findOne());
    }

    @Override
    public List<EntryRow> listEntries(String namespaceId, EntryKind kind, KeyRange range) {
        return read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + ENTRY_COLUMNS
                                        + ENTRY_TABLES
                                        + "WHERE t.namespace_id = :namespace AND t.kind ="
                                        + " :kind AND t.name > :after ORDER BY t.name"
                                        + " LIMIT :limit")
                        .bind("namespace", namespaceId)
                        .bind("kind", kind.name())
                        .bind("after", range.after() == null ? "" : range.after())
                        .bind("limit", range.limit())
                        .map((row, context) -> Rows.entry(row))
                        .list());
    }

    @Override
    public boolean isCommitted(String commitId) {
        return read(handle ->
                handle.createQuery("SELECT 1 FROM change_event WHERE commit_id = :id LIMIT 1")
                        .bind("id", commitId)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent());
    }

    @Override
    public List<EventRow> listEvents(long sequence, int limit) {
        return read(handle ->
                handle.createQuery(
                                "SELECT * FROM change_event WHERE sequence > :sequence ORDER"
                                        + " BY sequence LIMIT :limit")
                        .bind("sequence", sequence)
                        .bind("limit", limit)
                        .map((row, context) -> Rows.event(row))
                        .list());
    }

    @Override
    public Optional<IdempotencyRow> findIdempotency(String key) {
        return read(handle ->
                handle.createQuery("SELECT * FROM idempotency WHERE idempotency_key = :key")
                        .bind("key", key)
                        .map((row, context) -> Rows.idempotency(row))
                        .findOne());
    }

    @Override
    public PlanReads plans() {
        return new JdbcPlans.Reads(this);
    }

    @Override
    public <T> T write(Function<StoreTransaction, T> work) {
        Handle handle;
        try {
            handle = database.writer().open();
        } catch (JdbiException e) {
            throw new StoreUnavailableException("The catalog database cannot be written", e);
        }
        try {
            T result = runUncommitted(handle, work);
            try {
                handle.commit();
            } catch (RuntimeException e) {
                throw new CommitOutcomeUnknownException(
                        "The catalog database did not answer to COMMIT", e);
            }
            return result;
        } finally {
            closeQuietly(handle);
        }
    }

    /// A connection that cannot be given back must not turn a committed change into a failure:
    /// callers delete the files of failed commits.
    private static void closeQuietly(Handle handle) {
        try {
            handle.close();
        } catch (RuntimeException e) {
            LOG.warn("A database connection could not be given back", e);
        }
    }

    private static <T> T runUncommitted(Handle handle, Function<StoreTransaction, T> work) {
        try {
            handle.begin();
            return work.apply(new JdbcTransaction(handle));
        } catch (JdbiException e) {
            rollback(handle, e);
            throw new StoreUnavailableException("The catalog database refused a statement", e);
        } catch (RuntimeException e) {
            rollback(handle, e);
            throw e;
        }
    }

    private static void rollback(Handle handle, RuntimeException cause) {
        try {
            handle.rollback();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    <T> T read(Function<Handle, T> query) {
        try (Handle handle = database.reader().open()) {
            return query.apply(handle);
        } catch (JdbiException e) {
            throw new StoreUnavailableException("The catalog database cannot be read", e);
        }
    }

    static Optional<NamespaceRow> findNamespace(Handle handle, String path) {
        return handle.createQuery(
                        "SELECT " + NAMESPACE_COLUMNS + " FROM namespace WHERE path = :path")
                .bind("path", path)
                .map((row, context) -> Rows.namespace(row))
                .findOne();
    }

    static Optional<EntryRow> findEntry(Handle handle, String namespacePath, String name) {
        return handle.createQuery(
                        "SELECT "
                                + ENTRY_COLUMNS
                                + ENTRY_TABLES
                                + "WHERE n.path = :path AND t.name = :name")
                .bind("path", namespacePath)
                .bind("name", name)
                .map((row, context) -> Rows.entry(row))
                .findOne();
    }

    @Override
    public void close() {
        database.close();
    }
}
