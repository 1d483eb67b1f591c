package dev.tarn.catalog.store;

import java.util.Optional;

/// What may be done inside one [CatalogStore#write]. Every `boolean` answer is "did a row change";
/// false means a constraint or a version guard refused, and the caller decides whether to roll back
/// by throwing. Not for use outside the callback or by other threads.
public interface StoreTransaction {

    Optional<NamespaceRow> findNamespace(String path);

    /// False when the path is taken.
    boolean insertNamespace(NamespaceRow row);

    /// False when the row has another version than `row.version() - 1`.
    boolean updateNamespaceProperties(NamespaceRow row);

    /// True when child namespaces, tables or views exist.
    boolean hasChildren(NamespaceRow row);

    boolean deleteNamespace(String id);

    Optional<EntryRow> findEntry(String namespacePath, String name);

    /// Another entry that lives in, above or at this canonical location.
    Optional<EntryRow> findOverlap(String location, String exceptId);

    /// False when the name is taken.
    boolean insertEntry(EntryRow row);

    /// The pointer swap: false unless the row still has `expectedVersion`.
    boolean swapPointer(PointerSwap swap);

    /// Moves the name, never the pointer. False when the entry has gone or the target name is
    /// taken.
    boolean renameEntry(String id, String namespaceId, String name);

    /// False when the entry has gone.
    boolean deleteEntry(String id);

    void addEvent(EventRow event);

    /// False when the key is taken.
    boolean insertIdempotency(IdempotencyRow row);

    void deleteExpiredIdempotency(long nowMillis, int limit);

    PlanWrites plans();
}
