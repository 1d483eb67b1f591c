package dev.tarn.catalog.service;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

/// What to undrop, by name, by id, or by both; at least one of them.
///
/// @param name the name it had; of several the last dropped, unless `id` says which
/// @param as the name it gets; null for the one it had
public record UndropRequest(
        @Nullable TableIdentifier name, @Nullable String id, @Nullable TableIdentifier as) {

    public UndropRequest {
        if (name == null && id == null) {
            throw new BadRequestException("Undrop what? Give a name, an id, or both");
        }
    }

    @Override
    public String toString() {
        if (name == null) {
            return "id " + id;
        }
        return id == null ? name.toString() : name + " with id " + id;
    }
}
