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

    /// Gives all pieces of the reader that `open` gives to `buffer`, and closes it; rows are
    /// counted as they come out.
    static void read(Supplier<PieceReader> open, Counters counters, ReadAhead.Buffer buffer) {
        readUncounted(() -> new CountedPieces(open.get(), counters), counters, buffer);
    }

    /// The same for a reader that counts its rows itself.
    static void readUncounted(
            Supplier<PieceReader> open, Counters counters, ReadAhead.Buffer buffer) {
        if (readAside(open, counters, buffer)) {
            counters.completedSplits.increment();
        }
    }

    /// The same of a file that is no split of its own, of which bytes are counted alone; whether
    /// `buffer` wanted all of it.
    static boolean readAside(
            Supplier<PieceReader> open, Counters counters, ReadAhead.Buffer buffer) {
        try (PieceReader reader = open.get()) {
            long countedBytes = 0;
            for (long bytes = reader.nextBytes(); bytes >= 0; bytes = reader.nextBytes()) {
                if (!buffer.makeRoom(bytes)) {
                    return false;
                }
                List<Piece> pieces = reader.fetch();
                counters.processedBytes.add(reader.bytesRead() - countedBytes);
                countedBytes = reader.bytesRead();
                if (!buffer.put(pieces)) {
                    return false;
                }
            }
            counters.processedBytes.add(reader.bytesRead() - countedBytes);
        }
        return true;
    }

    private record CountedPieces(PieceReader reader, Counters counters) implements PieceReader {
        @Override
        public long nextBytes() {
            return reader.nextBytes();
        }

        @Override
        public List<Piece> fetch() {
            List<Piece> pieces = new ArrayList<>();
            for (Piece piece : reader.fetch()) {
                pieces.add(new CountedPiece(piece, counters));
            }
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
    }

    private record CountedPiece(Piece piece, Counters counters) implements Piece {
        @Override
        public @Nullable Batch next() {
            Batch batch = piece.next();
            if (batch != null) {
                counters.fileRows.add(batch.selectedCount());
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
