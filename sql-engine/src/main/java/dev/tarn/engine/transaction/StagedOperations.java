package dev.tarn.engine.transaction;

import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;

/// A table whose commits change metadata in memory alone; files are written through `io`. The
/// metadata collects its changes, as those of Iceberg's transactions do. One thread at a time.
class StagedOperations extends ForwardedOperations {
    private final FileIO io;
    private TableMetadata current;

    /// @param operations of the table itself, which say where its files go
    StagedOperations(TableOperations operations, TableMetadata metadata, FileIO io) {
        super(operations);
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
}
