package dev.tarn.catalog.service;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;

import java.util.HashSet;
import java.util.Set;

/// `write.metadata.delete-after-commit.enabled`: deletes the metadata files that fell off the
/// metadata log. Called only after the transaction is committed, so a rolled-back commit never
/// loses files. Tables with `gc.enabled=false` keep everything.
final class RemovedMetadata {
    private final MetadataFiles files;

    RemovedMetadata(MetadataFiles files) {
        this.files = files;
    }

    void deleteAfterCommit(TableMetadata base, TableMetadata committed) {
        boolean isEnabled =
                committed.propertyAsBoolean(
                                TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
                                TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT)
                        && committed.propertyAsBoolean(
                                TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
        if (!isEnabled) {
            return;
        }
        Set<String> kept = new HashSet<>();
        committed.previousFiles().forEach(entry -> kept.add(entry.file()));
        for (TableMetadata.MetadataLogEntry entry : base.previousFiles()) {
            if (!kept.contains(entry.file())) {
                files.deleteUnused(entry.file());
            }
        }
    }
}
