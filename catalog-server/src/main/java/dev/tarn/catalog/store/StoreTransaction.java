package dev.tarn.catalog.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// What may be done inside one [CatalogStore#write]. Every `boolean` answer is "did a row change";
/// false means a constraint or a version guard refused, and the caller decides whether to roll back
/// by throwing. Not for use outside the callback or by other threads.
///
/// Transactions of several servers run at once, and each statement sees what was committed before
/// it. So what is looked up here must be locked, or be checked again by a constraint or a guard,
/// for as long as the change relies on it.
public interface StoreTransaction extends UpkeepWrites {

    /// The namespace of that path, locked until the end of the transaction.
    Optional<NamespaceRow> lockNamespace(String path, RowLock lock);

    /// False when the path is taken.
    boolean insertNamespace(NamespaceRow row);

    /// False when the row has another version than `row.version() - 1`.
    boolean updateNamespaceProperties(NamespaceRow row);

    /// True when child namespaces, tables, views, functions or pipes exist. Stays true or false for
    /// as long as the row is locked by [RowLock#REMOVE].
    boolean hasChildren(NamespaceRow row);

    boolean deleteNamespace(String id);

    Optional<EntryRow> findEntry(String namespacePath, String name);

    /// The entry as it is now, which nobody else changes or removes until the end of the
    /// transaction.
    Optional<EntryRow> lockEntry(String id);

    /// Another entry that lives in, above or at this canonical location, or sends files there, in
    /// whichever warehouse, live or dropped. When there is none, none can come until the end of the
    /// transaction.
    Optional<LocatedRow> findOverlap(String location, String exceptId);

    /// Keeps where an entry sends files outside its location, instead of what was kept before.
    /// Others find it by [#findOverlap], also when the entry is dropped.
    ///
    /// @param locations canonical, each asked for by [#findOverlap] before
    void replaceAreas(String entryId, List<String> locations);

    /// Forgets the places of an entry that goes for good.
    void deleteAreas(String entryId);

    /// False when the name is taken.
    boolean insertEntry(EntryRow row);

    /// Keeps the columns of an entry that is inserted, or swapped with new ones, in the same
    /// transaction; null keeps none.
    void putColumns(String entryId, @Nullable String columns);

    /// Keeps columns that were read of metadata, unless the entry has other metadata by now.
    void keepColumns(ColumnsRow read);

    /// The pointer swap: false unless the row still has `expectedVersion`.
    boolean swapPointer(PointerSwap swap);

    /// Moves the name, never the pointer. False when the entry has gone or has another name than
    /// `from`, or the target name is taken.
    boolean renameEntry(EntryRow from, String namespaceId, String name);

    /// False when the entry has gone.
    boolean deleteEntry(String id);

    /// Grants something together with the change. Raises the version of [AccessStore] when that is
    /// new.
    void addGrant(GrantRow row);

    /// Forgets what was granted on an object that goes for good.
    void deleteGrants(String securableId);

    /// Tells the grants on an object that it is in another namespace now.
    void moveGrants(String securableId, String namespacePath);

    /// Events are written at the end of the transaction, in this order.
    void addEvent(EventRow event);

    /// False when the key is taken by a record that has not expired.
    boolean insertIdempotency(IdempotencyRow row, long nowMillis);

    void deleteExpiredIdempotency(long nowMillis, int limit);

    PlanWrites plans();

    FunctionWrites functions();

    PipeWrites pipes();
}
