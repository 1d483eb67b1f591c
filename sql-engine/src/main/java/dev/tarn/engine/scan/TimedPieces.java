package dev.tarn.engine.scan;

import dev.tarn.columnar.Batch;
import dev.tarn.storage.Piece;
import dev.tarn.storage.PieceReader;
import dev.tarn.storage.ScanCounters;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Pieces of a reader, with the time that fetching and decoding them takes.
final class TimedPieces implements PieceReader {
    private final PieceReader reader;
    private final ScanCounters counters;

    /// Opens a reader, which takes its time as well.
    TimedPieces(Supplier<PieceReader> open, ScanCounters counters) {
        this.counters = counters;
        long begin = System.nanoTime();
        this.reader = open.get();
        counters.fetchNanos.add(System.nanoTime() - begin);
    }

    @Override
    public long nextBytes() {
        long begin = System.nanoTime();
        long bytes = reader.nextBytes();
        counters.fetchNanos.add(System.nanoTime() - begin);
        return bytes;
    }

    @Override
    public List<Piece> fetch() {
        long begin = System.nanoTime();
        List<Piece> pieces = new ArrayList<>();
        for (Piece piece : reader.fetch()) {
            pieces.add(new TimedPiece(piece, counters));
        }
        counters.fetchNanos.add(System.nanoTime() - begin);
        return pieces;
    }

    @Override
    public long bytesRead() {
        return reader.bytesRead();
    }

    @Override
    public void close() {
        reader.close();
    }

    private record TimedPiece(Piece piece, ScanCounters counters) implements Piece {
        @Override
        public @Nullable Batch next() {
            long begin = System.nanoTime();
            Batch batch = piece.next();
            counters.decodeNanos.add(System.nanoTime() - begin);
            return batch;
        }

        @Override
        public long rowCount() {
            return piece.rowCount();
        }

        @Override
        public void close() {
            piece.close();
        }
    }
}
