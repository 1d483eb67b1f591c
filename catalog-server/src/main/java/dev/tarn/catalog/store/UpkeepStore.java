package dev.tarn.catalog.store;

import java.util.List;
import java.util.Optional;

/// What undrop, purge and reconcile must know across all warehouses of one database: dropped
/// entries, every pointer, who lives where, and which metadata files were ever committed. Does not
/// own the database. Thread-safe.
public final class UpkeepStore {
    private static final String POINTERS =
            "SELECT e.id, e.warehouse_id, e.kind, e.location, e.metadata_location,"
                    + " p.metadata_location AS proven FROM (SELECT id, warehouse_id, kind,"
                    + " location, metadata_location FROM table_like UNION ALL SELECT id,"
                    + " warehouse_id, kind, location, metadata_location FROM dropped_entry WHERE"
                    + " state = 'KEPT') e LEFT JOIN own_files_proof p ON p.entry_id = e.id ";

    private final Transactions transactions;

    public UpkeepStore(Database database) {
        this.transactions = new Transactions(database);
    }

    public Optional<DroppedRow> findDropped(String id) {
        return transactions.read(handle -> new DroppedStatements(handle).find(id, ""));
    }

    /// The dropped entry with exactly that canonical location.
    public Optional<DroppedRow> findDroppedAt(String location) {
        return transactions.read(handle -> new DroppedStatements(handle).findAt(location));
    }

    /// All of one name, the last dropped first.
    public List<DroppedRow> listDropped(String warehouse, String namespacePath, String name) {
        return transactions.read(
                handle -> new DroppedStatements(handle).named(warehouse, namespacePath, name));
    }

    public List<DroppedRow> listDropped(String warehouse, DroppedPage page) {
        return transactions.read(handle -> new DroppedStatements(handle).list(warehouse, page));
    }

    /// Kept ones whose retention has ended, at most `limit`.
    public List<DroppedRow> listExpired(String warehouse, long nowMillis, int limit) {
        return transactions.read(
                handle -> new DroppedStatements(handle).expired(warehouse, nowMillis, limit));
    }

    /// Live and kept entries of all warehouses in the order of their ids.
    public List<PointerRow> listPointers(KeyRange range) {
        return transactions.read(handle ->
                handle.createQuery(POINTERS + "WHERE e.id > :after ORDER BY e.id LIMIT :limit")
                        .bind("after", range.after() == null ? "" : range.after())
                        .bind("limit", range.limit())
                        .map((row, context) -> Rows.pointer(row))
                        .list());
    }

    public Optional<PointerRow> findPointer(String id) {
        return transactions.read(handle ->
                handle.createQuery(POINTERS + "WHERE e.id = :id")
                        .bind("id", id)
                        .map((row, context) -> Rows.pointer(row))
                        .findOne());
    }

    /// The id of the entry that lives at one of these locations, also of one being purged.
    public Optional<String> findOwner(List<String> locations) {
        return transactions.read(handle ->
                handle.createQuery(
                                "SELECT id FROM table_like WHERE location IN (<at>) UNION ALL"
                                        + " SELECT id FROM dropped_entry WHERE location IN (<at>)")
                        .bindList("at", locations)
                        .mapTo(String.class)
                        .findFirst());
    }

    /// Whether another entry than `id` lives at one of these locations or sends files there, also
    /// one that is dropped or being purged.
    public boolean isTaken(List<String> locations, String id) {
        return transactions.read(handle ->
                handle.createQuery(
                                "SELECT 1 FROM table_like WHERE location IN (<at>) AND id <> :id"
                                        + " UNION ALL SELECT 1 FROM dropped_entry WHERE location"
                                        + " IN (<at>) AND id <> :id UNION ALL SELECT 1 FROM"
                                        + " table_area WHERE location IN (<at>) AND entry_id <>"
                                        + " :id")
                        .bindList("at", locations)
                        .bind("id", id)
                        .mapTo(Integer.class)
                        .findFirst()
                        .isPresent());
    }

    /// Scan plans of a table whose tasks clients may still read.
    public List<PlanRow> listOpenPlans(String tableId, long nowMillis) {
        return transactions.read(handle ->
                handle.createQuery(
                                "SELECT * FROM scan_plan WHERE table_id = :table AND"
                                        + " expires_millis >= :now AND state IN ('SUBMITTED',"
                                        + " 'COMPLETED')")
                        .bind("table", tableId)
                        .bind("now", nowMillis)
                        .map((row, context) -> JdbcPlans.plan(row))
                        .list());
    }

    /// Keeps that the entry, with that metadata file, reaches nothing outside its location.
    public void saveOwnFilesProof(String id, String metadataLocation) {
        transactions.write(handle ->
                handle.createUpdate(
                                "INSERT INTO own_files_proof (entry_id, metadata_location) VALUES"
                                        + " (:id, :metadata) ON CONFLICT (entry_id) DO UPDATE SET"
                                        + " metadata_location = excluded.metadata_location")
                        .bind("id", id)
                        .bind("metadata", metadataLocation)
                        .execute());
    }

    /// Metadata files in a directory that some change committed, as far as events are kept, in
    /// order of name.
    ///
    /// @param directory without a trailing slash, spelled as the table's location is
    public List<String> listCommitted(String directory) {
        return transactions.read(handle ->
                handle.createQuery(
                                "SELECT DISTINCT new_metadata_location FROM change_event WHERE"
                                        + " new_metadata_location >= :first AND"
                                        + " new_metadata_location < :last ORDER BY"
                                        + " new_metadata_location")
                        .bind("first", directory + "/")
                        .bind("last", directory + "0") // '0' is the character after '/'
                        .mapTo(String.class)
                        .list());
    }

    /// Since when all events are there; empty when none was ever forgotten.
    public Optional<Long> eventsKeptSinceMillis() {
        List<EventRow> first = new EventStore(transactions.database()).list(0, 1);
        if (first.isEmpty()) {
            return Optional.of(Long.MAX_VALUE / 2);
        }
        return first.getFirst().sequence() == 1
                ? Optional.empty()
                : Optional.of(first.getFirst().atMillis());
    }

    /// What tells this database from all others.
    public String databaseId() {
        return transactions.read(handle ->
                handle.createQuery("SELECT id FROM database_identity").mapTo(String.class).one());
    }
}
