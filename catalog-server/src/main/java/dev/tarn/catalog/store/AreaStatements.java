package dev.tarn.catalog.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

import java.util.List;

/// Statements about the places outside their locations that tables send files to.
record AreaStatements(Handle handle) {

    void replace(String entryId, List<String> locations) {
        delete(entryId);
        if (locations.isEmpty()) {
            return;
        }
        PreparedBatch batch =
                handle.prepareBatch(
                        "INSERT INTO table_area (entry_id, location) VALUES (:id, :location)");
        locations.forEach(location -> batch.bind("id", entryId).bind("location", location).add());
        batch.execute();
    }

    void delete(String entryId) {
        handle.createUpdate("DELETE FROM table_area WHERE entry_id = :id")
                .bind("id", entryId)
                .execute();
    }
}
