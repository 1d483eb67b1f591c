package dev.tarn.engine.window;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DoubleVector;
import dev.tarn.columnar.FlatVector;
import dev.tarn.columnar.LongVector;
import dev.tarn.columnar.Vector;
import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.WindowCall;
import dev.tarn.engine.physical.WindowFunction.Ranking;

/// The place of each row in its partition: BIGINT counts from 1, or DOUBLE shares.
final class Rankings {
    private final Section section;
    private final int[] peers;
    private final int[] peersOf;

    private Rankings(Section section) {
        this.section = section;
        this.peers = section.peers();
        this.peersOf = section.peersOf();
    }

    static Vector compute(Ranking ranking, WindowCall call, Section section) {
        Rankings rankings = new Rankings(section);
        return switch (ranking) {
            case ROW_NUMBER -> rankings.counts((row, from, to) -> row - from + 1);
            case RANK -> rankings.counts((row, from, to) -> rankings.rank(row, from));
            case DENSE_RANK ->
                    rankings.counts(
                            (row, from, to) -> rankings.peersOf[row] - rankings.peersOf[from] + 1);
            case PERCENT_RANK ->
                    rankings.shares((row, from, to) ->
                            to - from == 1
                                    ? 0
                                    : (rankings.rank(row, from) - 1) / (double) (to - from - 1));
            case CUME_DIST ->
                    rankings.shares((row, from, to) ->
                            (rankings.peers[rankings.peersOf[row] + 1] - from)
                                    / (double) (to - from));
            case NTILE -> rankings.buckets(section.column(call.arguments().getFirst()));
        };
    }

    private int rank(int row, int from) {
        return peers[peersOf[row]] - from + 1;
    }

    /// What is computed of a row of the partition `from..to`.
    private interface Count {
        int of(int row, int from, int to);
    }

    private interface Share {
        double of(int row, int from, int to);
    }

    private Vector counts(Count count) {
        long[] counts = new long[section.rowCount()];
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            int from = section.partitions()[partition];
            int to = section.partitions()[partition + 1];
            for (int row = from; row < to; row++) {
                counts[row] = count.of(row, from, to);
            }
        }
        return new LongVector(DataType.BIGINT, counts);
    }

    private Vector shares(Share share) {
        double[] shares = new double[section.rowCount()];
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            int from = section.partitions()[partition];
            int to = section.partitions()[partition + 1];
            for (int row = from; row < to; row++) {
                shares[row] = share.of(row, from, to);
            }
        }
        return new DoubleVector(DataType.DOUBLE, shares, null, shares.length);
    }

    /// NTILE: rows are dealt to buckets in order, the first ones get one more where that does not
    /// come out even; null where the number of buckets is.
    private Vector buckets(FlatVector counts) {
        long[] buckets = new long[section.rowCount()];
        for (int partition = 0; partition < section.partitionCount(); partition++) {
            int from = section.partitions()[partition];
            int rowCount = section.partitions()[partition + 1] - from;
            for (int row = from; row < from + rowCount; row++) {
                long count = counts.isNull(row) ? 1 : ((LongVector) counts).values()[row];
                if (count < 1) {
                    throw new SqlException(
                            ErrorCode.INVALID_ARGUMENTS,
                            "ntile takes a number of buckets greater than 0, not " + count);
                }
                buckets[row] = bucket(row - from, rowCount, count);
            }
        }
        return new LongVector(DataType.BIGINT, buckets, counts.validity(), buckets.length);
    }

    private static long bucket(long place, long rowCount, long count) {
        if (count >= rowCount) {
            return place + 1;
        }
        long size = rowCount / count;
        long larger = rowCount % count;
        long within = larger * (size + 1);
        return place < within ? place / (size + 1) + 1 : larger + (place - within) / size + 1;
    }
}
