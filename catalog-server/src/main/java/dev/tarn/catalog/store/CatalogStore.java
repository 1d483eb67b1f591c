package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The durable state of one warehouse: nothing here sees or changes what belongs to another one.
///
/// Reads see the last committed state and never wait for a writer. All writes of one change go
/// through one call of [#write], which is one database transaction. Safe for use by many threads.
///
/// Failures say what is known: [StoreUnavailableException] proves that nothing was written;
/// [CommitOutcomeUnknownException] says that the answer to COMMIT was lost.
public interface CatalogStore {

    String warehouseId();

    Optional<NamespaceRow> findNamespace(String path);

    /// Direct children of `parentPath` ("" for the top level) in order of path.
    ///
    /// @param seenBy grantees of whom one must have been granted something on the namespace or in
    ///   it; null for all rows
    List<NamespaceRow> listNamespaces(
            String parentPath, KeyRange range, @Nullable List<String> seenBy);

    /// The table or view of that name.
    Optional<EntryRow> findEntry(String namespacePath, String name);

    Optional<EntryRow> findEntryById(String id);

    /// Names of the entries of one kind in one namespace, in order.
    ///
    /// @param seenBy grantees of whom one must have been granted something on the entry; null for
    ///   all rows
    List<String> listNames(
            String namespaceId, EntryKind kind, KeyRange range, @Nullable List<String> seenBy);

    /// The same with where their metadata is.
    List<ListedRow> listEntries(
            String namespaceId, EntryKind kind, KeyRange range, @Nullable List<String> seenBy);

    /// What is kept of the columns of a namespace's tables, of those where it is what their last
    /// commit left.
    List<ColumnsRow> listColumns(String namespaceId);

    /// Whether a change with that id has been committed.
    boolean isCommitted(String commitId);

    Optional<IdempotencyRow> findIdempotency(String key);

    PlanReads plans();

    FunctionReads functions();

    PipeReads pipes();

    /// Runs `work` in one transaction and commits it. An exception thrown by `work` rolls back and
    /// is passed on unchanged. When the database rolls back because of another transaction or a
    /// lost connection, `work` is run again from its start, so it must not keep what it did before.
    ///
    /// @throws StoreUnavailableException nothing was written
    /// @throws CommitOutcomeUnknownException the transaction may or may not have been committed
    <T> T write(Function<StoreTransaction, T> work);
}
