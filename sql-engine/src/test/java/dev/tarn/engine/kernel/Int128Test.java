package dev.tarn.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class Int128Test {
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
    private static final long SEED = 20261121;

    /// Edges, and random numbers of every bit length; never -2^127, which no decimal is.
    private static List<BigInteger> numbers(int randomCount) {
        Random random = new Random(SEED);
        List<BigInteger> numbers = new ArrayList<>();
        for (long edge :
                new long[] {0, 1, 10, 1L << 32, Long.MAX_VALUE, 999_999_999_999_999_999L}) {
            numbers.add(BigInteger.valueOf(edge));
        }
        numbers.add(BigInteger.ONE.shiftLeft(64));
        numbers.add(BigInteger.ONE.shiftLeft(96).subtract(BigInteger.ONE));
        numbers.add(BigInteger.TEN.pow(38).subtract(BigInteger.ONE));
        numbers.add(MAX);
        for (int i = 0; i < randomCount; i++) {
            numbers.add(new BigInteger(1 + random.nextInt(127), random));
        }
        List<BigInteger> both = new ArrayList<>(numbers);
        numbers.forEach(number -> both.add(number.negate()));
        return both;
    }

    private static long high(BigInteger value) {
        return value.shiftRight(64).longValue();
    }

    private static void check(String what, Int128 actual, boolean fits, BigInteger expected) {
        boolean representable = expected.abs().compareTo(MAX) <= 0;
        assertThat(fits).as("%s fits", what).isEqualTo(representable);
        if (representable) {
            assertThat(Int128.toBigInteger(actual.high, actual.low)).as(what).isEqualTo(expected);
        }
    }

    @Test
    void sums_differences_and_products_are_those_of_big_integers() {
        Int128 result = new Int128();
        List<BigInteger> numbers = numbers(60);
        for (BigInteger a : numbers) {
            for (BigInteger b : numbers) {
                long ah = high(a);
                long al = a.longValue();
                long bh = high(b);
                long bl = b.longValue();
                if (!a.add(b).equals(MAX.negate().subtract(BigInteger.ONE))) {
                    check(a + " + " + b, result, result.add(ah, al, bh, bl), a.add(b));
                }
                if (!a.subtract(b).equals(MAX.negate().subtract(BigInteger.ONE))) {
                    check(a + " - " + b, result, result.subtract(ah, al, bh, bl), a.subtract(b));
                }
                check(a + " * " + b, result, result.multiply(ah, al, bh, bl), a.multiply(b));
                assertThat(Integer.signum(Int128.compare(ah, al, bh, bl)))
                        .isEqualTo(a.compareTo(b));
            }
        }
    }

    @Test
    void quotients_round_half_away_from_zero_and_rests_keep_the_dividends_sign() {
        Int128 result = new Int128();
        List<BigInteger> numbers = numbers(60);
        Random random = new Random(SEED + 1);
        for (BigInteger a : numbers) {
            for (BigInteger b : numbers) {
                if (b.signum() == 0) {
                    continue;
                }
                int digits = random.nextInt(3) == 0 ? random.nextInt(39) : 0;
                BigInteger dividend = a.multiply(BigInteger.TEN.pow(digits));
                String what = a + " * 10^" + digits + " / " + b;
                long ah = high(a);
                long al = a.longValue();
                long bh = high(b);
                long bl = b.longValue();
                check(
                        what,
                        result,
                        result.divide(ah, al, digits, bh, bl),
                        new BigDecimal(dividend)
                                .divide(new BigDecimal(b), 0, RoundingMode.HALF_UP)
                                .toBigInteger());
                check(
                        what,
                        result,
                        result.truncatingDivide(ah, al, digits, bh, bl),
                        dividend.divide(b));
                result.remainder(ah, al, digits, bh, bl);
                check("rest of " + what, result, true, dividend.remainder(b));
            }
        }
    }

    @Test
    void a_value_fits_as_many_digits_as_it_has() {
        for (BigInteger value : numbers(100)) {
            int digits = value.abs().toString().length();
            for (int allowed = 1; allowed <= 38; allowed++) {
                assertThat(Int128.fits(high(value), value.longValue(), allowed))
                        .as("%s in %d digits", value, allowed)
                        .isEqualTo(digits <= allowed);
            }
        }
    }

    @Test
    void values_become_the_nearest_doubles() {
        for (BigInteger value : numbers(100)) {
            assertThat(Int128.toDouble(high(value), value.longValue()))
                    .isEqualTo(value.doubleValue());
        }
    }
}
