package dev.tarn.server;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.service.OtherTables;
import dev.tarn.engine.spi.FileOwnership;

import org.apache.iceberg.catalog.TableIdentifier;

import java.util.function.Consumer;

/// Whose files are not those of one table of a lake, as its catalog knows. Thread-safe.
public final class LakeFiles implements FileOwnership.Others {
    private final OtherTables.Others others;

    /// @throws org.apache.iceberg.exceptions.ForbiddenException if the current caller may not take
    ///   snapshots away from `table`
    public LakeFiles(TarnCatalog catalog, String warehouse, TableIdentifier table) {
        this.others = catalog.otherTables(warehouse).than(table);
    }

    @Override
    public boolean mayDelete(String location) {
        return others.mayDelete(location);
    }

    @Override
    public void references(Consumer<String> files) {
        others.references(files);
    }

    @Override
    public boolean isPlanned(long snapshotId) {
        return others.isPlanned(snapshotId);
    }
}
