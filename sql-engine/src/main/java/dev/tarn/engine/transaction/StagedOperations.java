package dev.tarn.engine.transaction;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/// A table whose commits change metadata in memory alone; files are written through `io`. The
/// metadata collects its changes, as those of Iceberg's transactions do. One thread at a time.
class StagedOperations implements TableOperations {
    private final TableOperations operations;
    private final FileIO io;
    private TableMetadata current;

    /// @param operations of the table itself, which say where its files go
    StagedOperations(TableOperations operations, TableMetadata metadata, FileIO io) {
        this.operations = operations;
        this.io = io;
        this.current = metadata;
    }

    @Override
    public synchronized TableMetadata current() {
        return current;
    }

    @Override
    public TableMetadata refresh() {
        return current();
    }

    @Override
    public synchronized void commit(TableMetadata base, TableMetadata metadata) {
        if (base != current) {
            throw new CommitFailedException("Two statements of one transaction at once");
        }
        current = metadata;
    }

    @Override
    public FileIO io() {
        return io;
    }

    @Override
    public EncryptionManager encryption() {
        return operations.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return operations.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return operations.locationProvider();
    }

    @Override
    public long newSnapshotId() {
        return operations.newSnapshotId();
    }
}
