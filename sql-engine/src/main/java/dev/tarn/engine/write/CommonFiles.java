package dev.tarn.engine.write;

/// Files that all drivers of a table write share. Thread-safe.
interface CommonFiles {

    /// One driver's way to them.
    RowFiles open();

    /// How many of the calls of [#complete] there are to be, once no driver has more rows.
    int pieceCount();

    /// Completes some of the files.
    void complete(int piece);

    /// Deletes those that were not completed.
    void close();
}
