package dev.tarn.catalog.http;

import dev.tarn.catalog.access.AccessLevel;
import dev.tarn.catalog.access.StorageDelegation.Asker;
import dev.tarn.catalog.auth.Caller;

import org.apache.iceberg.catalog.TableIdentifier;

/// Who makes the call, and what they may do to the files of a table they may see.
public interface AccessGate {
    /// Whoever the router let in.
    AccessGate CALLER = _ -> new Asker(Caller.current().principal().name(), AccessLevel.READ_WRITE);

    /// @param table one that the caller may load, or has just been allowed to create
    Asker asker(TableIdentifier table);
}
