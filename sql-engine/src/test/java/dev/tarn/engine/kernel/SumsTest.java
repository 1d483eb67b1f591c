package dev.tarn.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;

class SumsTest {
    private static final int TRIES = 2_000;

    @Test
    void longs_of_any_size_are_summed_exactly() {
        Random random = new Random(17);
        Int128 sum = new Int128();
        for (int i = 0; i < TRIES; i++) {
            long[] values = longs(random);
            int from = random.nextInt(values.length);
            int to = from + random.nextInt(values.length - from + 1);
            Sums.ofLongs(values, from, to, sum);
            BigInteger expected =
                    Arrays.stream(values, from, to)
                            .mapToObj(BigInteger::valueOf)
                            .reduce(BigInteger.ZERO, BigInteger::add);
            assertThat(Int128.toBigInteger(sum.high, sum.low)).isEqualTo(expected);
        }
    }

    @Test
    void extremes_are_those_of_a_sort() {
        Random random = new Random(18);
        for (int i = 0; i < TRIES; i++) {
            long[] values = longs(random);
            int from = random.nextInt(values.length);
            int to = from + 1 + random.nextInt(values.length - from);
            int[] ints = Arrays.stream(values).mapToInt(value -> (int) value).toArray();
            double[] doubles = Arrays.stream(values).mapToDouble(SumsTest::asDouble).toArray();
            long[] sorted = Arrays.copyOfRange(values, from, to);
            int[] sortedInts = Arrays.copyOfRange(ints, from, to);
            double[] sortedDoubles = Arrays.copyOfRange(doubles, from, to);
            Arrays.sort(sorted);
            Arrays.sort(sortedInts);
            Arrays.sort(sortedDoubles);
            int last = sorted.length - 1;
            assertThat(Extremes.least(values, from, to)).isEqualTo(sorted[0]);
            assertThat(Extremes.greatest(values, from, to)).isEqualTo(sorted[last]);
            assertThat(Extremes.least(ints, from, to)).isEqualTo(sortedInts[0]);
            assertThat(Extremes.greatest(ints, from, to)).isEqualTo(sortedInts[last]);
            assertThat(Double.compare(Extremes.least(doubles, from, to), sortedDoubles[0]))
                    .isZero();
            assertThat(Double.compare(Extremes.greatest(doubles, from, to), sortedDoubles[last]))
                    .isZero();
            assertThat(Sums.ofInts(ints, from, to))
                    .isEqualTo(Arrays.stream(sortedInts).asLongStream().sum());
        }
    }

    @Test
    void doubles_are_summed_up_to_rounding() {
        double[] values = new Random(19).doubles(1_003, -1, 1).toArray();
        assertThat(Sums.ofDoubles(values, 3, 1_003))
                .isCloseTo(Arrays.stream(values, 3, 1_003).sum(), within(1e-12));
    }

    private static long[] longs(Random random) {
        int bits = 1 + random.nextInt(64);
        return random.longs(1 + random.nextInt(300))
                .map(value -> random.nextInt(40) == 0 ? Long.MIN_VALUE : value >> 64 - bits)
                .toArray();
    }

    /// Every bit pattern but that NaN has one, so that -0.0, infinities and NaN are among them.
    private static double asDouble(long value) {
        return switch ((int) (value & 31)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> 0.0;
            case 3 -> Double.NEGATIVE_INFINITY;
            default -> value;
        };
    }
}
