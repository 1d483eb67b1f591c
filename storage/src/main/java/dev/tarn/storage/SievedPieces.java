package dev.tarn.storage;

import dev.tarn.columnar.Batch;
import dev.tarn.columnar.Vector;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Pieces of batches that are decoded already, narrowed where they are used.
public final class SievedPieces implements PieceReader {
    private final PieceReader reader;
    private final RowSieves sieves;
    private long countedBytes;

    public SievedPieces(PieceReader reader, RowSieves sieves) {
        this.reader = reader;
        this.sieves = sieves;
    }

    @Override
    public long nextBytes() {
        return reader.nextBytes();
    }

    @Override
    public List<Piece> fetch() {
        List<Piece> pieces = new ArrayList<>();
        for (Piece piece : reader.fetch()) {
            pieces.add(new Sieved(piece, sieves));
        }
        countBytes();
        return pieces;
    }

    private void countBytes() {
        sieves.counters().bytesRead.add(reader.bytesRead() - countedBytes);
        countedBytes = reader.bytesRead();
    }

    @Override
    public long bytesRead() {
        return reader.bytesRead();
    }

    @Override
    public void close() {
        countBytes();
        reader.close();
    }

    private static final class Sieved implements Piece {
        private final Piece piece;
        private final RowSieves sieves;
        private @Nullable RowSieve sieve;

        Sieved(Piece piece, RowSieves sieves) {
            this.piece = piece;
            this.sieves = sieves;
        }

        @Override
        public @Nullable Batch next() {
            RowSieve open = sieve;
            if (open == null) {
                open = sieves.open();
                sieve = open;
            }
            for (Batch batch = piece.next(); batch != null; batch = piece.next()) {
                Batch whole = batch.compact();
                sieves.counters().rows.add(whole.rowCount());
                Batch kept = open.sieve(whole.rowCount(), new Loaded(whole.columns()));
                if (kept != null) {
                    return kept;
                }
            }
            return null;
        }

        @Override
        public long rowCount() {
            return piece.rowCount();
        }

        @Override
        public void close() {
            RowSieve open = sieve;
            sieve = null;
            if (open != null) {
                open.close();
            }
            piece.close();
        }
    }

    private record Loaded(List<Vector> columns) implements RowSieve.Columns {
        @Override
        public int count() {
            return columns.size();
        }

        @Override
        public Vector load(int ordinal, int @Nullable [] selection, int selectedCount) {
            return columns.get(ordinal);
        }
    }
}
