package dev.tarn.maintenance.expire;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/// A table's operations, whose commits go to somebody else.
record InterceptedCommits(TableOperations table, Committer committer) implements TableOperations {

    /// Who commits, as [TableOperations#commit] has it.
    @FunctionalInterface
    interface Committer {
        void commit(TableMetadata before, TableMetadata updated);
    }

    @Override
    public void commit(TableMetadata before, TableMetadata updated) {
        committer.commit(before, updated);
    }

    @Override
    public TableMetadata current() {
        return table.current();
    }

    @Override
    public TableMetadata refresh() {
        return table.refresh();
    }

    @Override
    public FileIO io() {
        return table.io();
    }

    @Override
    public EncryptionManager encryption() {
        return table.encryption();
    }

    @Override
    public String metadataFileLocation(String file) {
        return table.metadataFileLocation(file);
    }

    @Override
    public LocationProvider locationProvider() {
        return table.locationProvider();
    }
}
