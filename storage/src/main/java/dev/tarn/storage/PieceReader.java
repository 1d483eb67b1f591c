package dev.tarn.storage;

import java.util.List;

/// Rows of one split as pieces, in file order: the part of reading that may wait for a store. Used
/// by one thread at a time; must be closed, which leaves the pieces that it gave as they are.
public interface PieceReader extends AutoCloseable {

    /// Finds out what comes next: the bytes of heap that the next [#fetch] will hold, or -1 at the
    /// end. Asked again before a fetch, it says the same.
    ///
    /// @throws StorageException if the bytes cannot be had or cannot be understood
    long nextBytes();

    /// Reads what [#nextBytes] told of. The pieces may share what they hold, so their bytes are
    /// free when all of them are closed.
    List<Piece> fetch();

    /// Bytes of the file that were read so far, as stored.
    long bytesRead();

    @Override
    void close();
}
