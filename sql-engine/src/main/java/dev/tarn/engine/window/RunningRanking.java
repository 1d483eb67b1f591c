package dev.tarn.engine.window;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.physical.WindowFunction.Ranking;

/// ROW_NUMBER, RANK and DENSE_RANK, counted on from row to row: BIGINT from 1, never null.
final class RunningRanking implements RunningCall {
    private final Ranking ranking;
    private long number;
    private long rank;
    private long denseRank;

    RunningRanking(Ranking ranking) {
        this.ranking = ranking;
    }

    @Override
    public Vector next(RunningRows rows) {
        long[] results = new long[rows.rowCount()];
        RunningRows.Walk partitions = new RunningRows.Walk(rows.partitions());
        RunningRows.Walk peers = new RunningRows.Walk(rows.peers());
        for (int row = 0; row < results.length; row++) {
            if (partitions.isAt(row)) {
                number = 0;
                denseRank = 0;
            }
            number++;
            if (peers.isAt(row)) {
                rank = number;
                denseRank++;
            }
            results[row] =
                    switch (ranking) {
                        case ROW_NUMBER -> number;
                        case RANK -> rank;
                        case DENSE_RANK -> denseRank;
                        case PERCENT_RANK, CUME_DIST, NTILE ->
                                throw new IllegalStateException(
                                        ranking.label() + " cannot be computed as rows go by");
                    };
        }
        return new LongVector(DataType.BIGINT, results);
    }

    @Override
    public long sizeBytes() {
        return 0;
    }
}
