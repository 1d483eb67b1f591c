package dev.tarn.engine.scan;

import dev.tarn.storage.Piece;

import java.util.ArrayDeque;
import java.util.List;

/// Pieces that were fetched and that no driver has yet, in the order in which they came, and how
/// many of them a driver takes. Not thread-safe.
final class PieceBuffer {
    /// Rows that a driver takes at a time, unless its first piece has more.
    private static final int MORSEL_ROWS = 64 * 1024;

    private final ArrayDeque<Held> pieces = new ArrayDeque<>();
    private long rowCount;

    /// The bytes that pieces fetched together share, given back when the last one is closed.
    static final class Share {
        private final long bytes;
        private int open;

        private Share(long bytes, int open) {
            this.bytes = bytes;
            this.open = open;
        }

        long bytes() {
            return bytes;
        }

        /// Counts one of the pieces as closed; whether it was the last.
        boolean closeOne() {
            open--;
            return open == 0;
        }
    }

    /// A piece and the bytes that it holds with others.
    record Held(Piece piece, Share share) {}

    /// Adds pieces that were fetched together and hold `bytes`.
    void add(List<Piece> fetched, long bytes) {
        Share share = new Share(bytes, fetched.size());
        for (Piece piece : fetched) {
            pieces.add(new Held(piece, share));
            rowCount += piece.rowCount();
        }
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    int pieceCount() {
        return pieces.size();
    }

    /// Rows of all pieces.
    long rowCount() {
        return rowCount;
    }

    Held removeFirst() {
        Held first = pieces.removeFirst();
        rowCount -= first.piece().rowCount();
        return first;
    }

    /// Removes what one of `driverCount` drivers is to have: one piece, or some small ones, of
    /// which other drivers get their part as well; or all that were fetched together, where there
    /// is as much for every driver: these share dictionaries, and what is computed for their
    /// entries. There must be a piece.
    ArrayDeque<Held> take(int driverCount) {
        Share first = pieces.getFirst().share();
        boolean takesAll = fetches(driverCount) == driverCount;
        int most = Math.max(1, pieces.size() / driverCount);
        ArrayDeque<Held> taken = new ArrayDeque<>();
        long rows = 0;
        while (takesAll ? isNext(first) : taken.size() < most) {
            long next = pieces.getFirst().piece().rowCount();
            if (!takesAll && !taken.isEmpty() && rows + next > MORSEL_ROWS) {
                break;
            }
            rows += next;
            taken.add(removeFirst());
        }
        return taken;
    }

    private boolean isNext(Share share) {
        Held next = pieces.peekFirst();
        return next != null && next.share() == share;
    }

    /// How many fetches the pieces are of, as far as `most`.
    private int fetches(int most) {
        int count = 0;
        Share last = null;
        for (Held held : pieces) {
            if (held.share() != last) {
                last = held.share();
                count++;
            }
            if (count == most) {
                break;
            }
        }
        return count;
    }
}
