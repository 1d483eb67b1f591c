package dev.tarn.catalog.store;

/// A dropped table or view, as it was when it was dropped. Its namespace may have gone since.
///
/// @param expiresMillis when it can no longer be undropped
public record DroppedRow(
        String warehouseId,
        EntryRow entry,
        DroppedState state,
        long droppedMillis,
        long expiresMillis) {

    public DroppedRow as(DroppedState newState) {
        return new DroppedRow(warehouseId, entry, newState, droppedMillis, expiresMillis);
    }
}
