package dev.tarn.engine.scan;

import dev.tarn.columnar.Batch;
import dev.tarn.engine.exec.Counters;
import dev.tarn.storage.Piece;
import dev.tarn.storage.PieceReader;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Reading one split to its end, with what is counted on the way.
final class SplitReads {
    private SplitReads() {}

    /// Gives all pieces of the reader that `open` gives to `buffer`, and closes it.
    static void read(Supplier<PieceReader> open, Counters counters, ReadAhead.Buffer buffer) {
        try (PieceReader reader = open.get()) {
            long countedBytes = 0;
            for (long bytes = reader.nextBytes(); bytes >= 0; bytes = reader.nextBytes()) {
                if (!buffer.makeRoom(bytes)) {
                    return;
                }
                List<Piece> pieces = new ArrayList<>();
                for (Piece piece : reader.fetch()) {
                    pieces.add(new CountedPiece(piece, counters));
                }
                counters.processedBytes.add(reader.bytesRead() - countedBytes);
                countedBytes = reader.bytesRead();
                if (!buffer.put(pieces)) {
                    return;
                }
            }
            counters.processedBytes.add(reader.bytesRead() - countedBytes);
        }
        counters.completedSplits.increment();
    }

    /// Counts the rows that come out.
    private record CountedPiece(Piece piece, Counters counters) implements Piece {
        @Override
        public @Nullable Batch next() {
            Batch batch = piece.next();
            if (batch != null) {
                counters.processedRows.add(batch.selectedCount());
            }
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
