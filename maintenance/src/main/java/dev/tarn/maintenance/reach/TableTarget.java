package dev.tarn.maintenance.reach;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.spi.FileOwnership;
import dev.tarn.engine.spi.ProcedureTable;

import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;

/// A table some of whose files are to go.
///
/// @param name for messages
/// @param others whose files are not the table's; null where the catalog does not tell
/// @param clock by which files and journals have an age
public record TableTarget(
        String name, Table table, FileOwnership.@Nullable Others others, InstantSource clock) {

    /// The table of a call, once it is sure that the caller may take files away from it.
    ///
    /// @throws SqlException NOT_SUPPORTED if the table is in a transaction or keeps its metadata to
    ///   itself
    public static TableTarget of(ProcedureTable called, InstantSource clock) {
        if (called.session().transaction() != null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Files of %s cannot be deleted in a transaction, because that is not undone"
                            .formatted(called.name()));
        }
        if (!(called.table() instanceof HasTableOperations)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "%s does not show its metadata, so its files cannot be told"
                            .formatted(called.name()));
        }
        return new TableTarget(called.name(), called.table(), called.others(), clock);
    }

    public TableOperations operations() {
        return ((HasTableOperations) table).operations();
    }

    /// As of the last refresh.
    public TableMetadata metadata() {
        return operations().current();
    }

    public FileIO io() {
        return table.io();
    }

    /// @throws SqlException INVALID_ARGUMENTS if the table's files may belong to others;
    ///   NOT_SUPPORTED if it is encrypted, because what cannot be read may refer to files
    public void requireDeletable() {
        TableMetadata metadata = metadata();
        boolean isCollected =
                metadata.propertyAsBoolean(
                        TableProperties.GC_ENABLED, TableProperties.GC_ENABLED_DEFAULT);
        if (!isCollected) {
            throw new SqlException(
                    ErrorCode.INVALID_ARGUMENTS,
                    "Files of %s are not deleted: %s is false, they may belong to others"
                            .formatted(name, TableProperties.GC_ENABLED));
        }
        if (!metadata.encryptionKeys().isEmpty()
                || metadata.properties().containsKey(TableProperties.ENCRYPTION_TABLE_KEY)) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Files of %s are not deleted: the table is encrypted, and what its manifests refer to cannot be read"
                            .formatted(name));
        }
    }
}
