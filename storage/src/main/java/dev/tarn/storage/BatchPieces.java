package dev.tarn.storage;

import dev.tarn.columnar.Batch;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.NoSuchElementException;

/// Batches as pieces and pieces as batches, for formats whose batches are decoded where their bytes
/// are read, and for readers that take a file from its beginning to its end.
public final class BatchPieces {
    private BatchPieces() {}

    /// Each batch of `reader` as a piece of its own; closing closes `reader`.
    public static PieceReader of(BatchReader reader) {
        return new Decoded(reader);
    }

    /// `batch` as a piece.
    public static Piece of(Batch batch) {
        return new One(batch);
    }

    /// All batches of all pieces of `reader`, in order; closing closes `reader`.
    public static BatchReader batches(PieceReader reader) {
        return new InOrder(reader);
    }

    /// No pieces.
    public static PieceReader none() {
        return new None();
    }

    private record None() implements PieceReader {
        @Override
        public long nextBytes() {
            return -1;
        }

        @Override
        public List<Piece> fetch() {
            throw new NoSuchElementException("There are no pieces");
        }

        @Override
        public long bytesRead() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class One implements Piece {
        private @Nullable Batch batch;
        private final int rowCount;

        One(Batch batch) {
            this.batch = batch;
            this.rowCount = batch.selectedCount();
        }

        @Override
        public @Nullable Batch next() {
            Batch only = batch;
            batch = null;
            return only;
        }

        @Override
        public long rowCount() {
            return rowCount;
        }

        @Override
        public void close() {
            batch = null;
        }
    }

    private static final class Decoded implements PieceReader {
        private final BatchReader reader;
        private @Nullable Batch ahead;

        Decoded(BatchReader reader) {
            this.reader = reader;
        }

        @Override
        public long nextBytes() {
            Batch batch = ahead;
            while (batch == null || batch.selectedCount() == 0) {
                batch = reader.next();
                if (batch == null) {
                    return -1;
                }
            }
            ahead = batch;
            return batch.sizeBytes();
        }

        @Override
        public List<Piece> fetch() {
            Batch batch = ahead;
            if (batch == null) {
                throw new NoSuchElementException("No batch was asked for");
            }
            ahead = null;
            return List.of(new One(batch));
        }

        @Override
        public long bytesRead() {
            return reader.bytesRead();
        }

        @Override
        public void close() {
            ahead = null;
            reader.close();
        }
    }

    private static final class InOrder implements BatchReader {
        private final PieceReader reader;
        private List<Piece> pieces = List.of();
        private int at;

        InOrder(PieceReader reader) {
            this.reader = reader;
        }

        @Override
        public @Nullable Batch next() {
            while (true) {
                while (at < pieces.size()) {
                    Batch batch = pieces.get(at).next();
                    if (batch == null) {
                        pieces.get(at).close();
                        at++;
                    } else if (batch.selectedCount() > 0) {
                        return batch;
                    }
                }
                if (reader.nextBytes() < 0) {
                    return null;
                }
                pieces = reader.fetch();
                at = 0;
            }
        }

        @Override
        public long bytesRead() {
            return reader.bytesRead();
        }

        @Override
        public void close() {
            for (; at < pieces.size(); at++) {
                pieces.get(at).close();
            }
            reader.close();
        }
    }
}
