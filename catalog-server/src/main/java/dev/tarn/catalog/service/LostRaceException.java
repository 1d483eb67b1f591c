package dev.tarn.catalog.service;

import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;

/// The pointer moved between reading and swapping it, and nothing was written. Only this failure
/// may be tried again by the server, with all requirements checked against the new base.
final class LostRaceException extends CommitFailedException {
    private static final long serialVersionUID = 1L;

    LostRaceException(TableIdentifier identifier) {
        super("Another commit to %s came first", identifier);
    }
}
