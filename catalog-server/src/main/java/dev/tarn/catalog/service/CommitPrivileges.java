package dev.tarn.catalog.service;

import dev.tarn.catalog.auth.Privilege;

import org.apache.iceberg.DataOperations;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a commit needs, by what its updates do. Pure.
///
/// A snapshot is taken at its word: `append` is an INSERT, `delete` a DELETE, `overwrite` and
/// `replace` are UPDATEs, and one that does not say is all three. Pointing a ref at a snapshot of
/// the same commit belongs to it; everything else changes the table and is an ALTER. A commit of
/// nothing still answers the metadata, so it is a SELECT.
final class CommitPrivileges {
    private CommitPrivileges() {}

    static Set<Privilege> of(List<MetadataUpdate> updates) {
        Set<Privilege> needed = EnumSet.noneOf(Privilege.class);
        Set<Long> added = new HashSet<>();
        for (MetadataUpdate update : updates) {
            switch (update) {
                case MetadataUpdate.AddSnapshot add -> {
                    Snapshot snapshot = add.snapshot();
                    added.add(snapshot.snapshotId());
                    needed.addAll(ofOperation(snapshot.operation()));
                }
                case MetadataUpdate.SetSnapshotRef set -> {
                    if (!added.contains(set.snapshotId())) {
                        needed.add(Privilege.ALTER);
                    }
                }
                case MetadataUpdate.AssignUUID _ -> {}
                default -> needed.add(Privilege.ALTER);
            }
        }
        return needed.isEmpty() ? EnumSet.of(Privilege.SELECT) : needed;
    }

    private static Set<Privilege> ofOperation(@Nullable String operation) {
        return switch (operation) {
            case DataOperations.APPEND -> EnumSet.of(Privilege.INSERT);
            case DataOperations.DELETE -> EnumSet.of(Privilege.DELETE);
            case DataOperations.OVERWRITE, DataOperations.REPLACE -> EnumSet.of(Privilege.UPDATE);
            case null, default -> EnumSet.of(Privilege.INSERT, Privilege.UPDATE, Privilege.DELETE);
        };
    }
}
