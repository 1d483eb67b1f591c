package dev.tarn.engine.kernel;

import java.math.BigInteger;

/// Arithmetic on signed 128-bit integers, kept as two longs: `high * 2^64 + unsigned(low)`.
///
/// Methods that make one leave it in the fields [#high] and [#low] of the object they are called
/// on, so a loop works with one object and allocates nothing. Methods that return boolean say
/// whether the result fits 128 bits; whoever keeps decimals checks [#fits] for the type's digits.
/// Not thread-safe: one object a loop.
public final class Int128 {
    /// Most decimal digits of a value.
    public static final int MAX_DIGITS = 38;

    private static final long[] POWER_HIGH = new long[MAX_DIGITS + 1];
    private static final long[] POWER_LOW = new long[MAX_DIGITS + 1];
    private static final long WORD = 0xFFFF_FFFFL;

    static {
        BigInteger power = BigInteger.ONE;
        for (int digits = 0; digits <= MAX_DIGITS; digits++) {
            POWER_HIGH[digits] = power.shiftRight(64).longValue();
            POWER_LOW[digits] = power.longValue();
            power = power.multiply(BigInteger.TEN);
        }
    }

    public long high;
    public long low;

    private final int[] dividend = new int[9];
    private final int[] divisor = new int[4];
    private final int[] quotient = new int[9];

    public static long powerHigh(int digits) {
        return POWER_HIGH[digits];
    }

    public static long powerLow(int digits) {
        return POWER_LOW[digits];
    }

    public void set(long newHigh, long newLow) {
        high = newHigh;
        low = newLow;
    }

    public void set(BigInteger value) {
        set(value.shiftRight(64).longValueExact(), value.longValue());
    }

    public static BigInteger toBigInteger(long high, long low) {
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .add(BigInteger.valueOf(low >>> 1).shiftLeft(1))
                .add(BigInteger.valueOf(low & 1));
    }

    public static int compare(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        return leftHigh != rightHigh
                ? Long.compare(leftHigh, rightHigh)
                : Long.compareUnsigned(leftLow, rightLow);
    }

    /// Whether the value has at most `digits` decimal digits.
    public static boolean fits(long high, long low, int digits) {
        long magnitudeHigh = high < 0 ? negatedHigh(high, low) : high;
        long magnitudeLow = high < 0 ? -low : low;
        if (magnitudeHigh != POWER_HIGH[digits]) {
            return Long.compareUnsigned(magnitudeHigh, POWER_HIGH[digits]) < 0;
        }
        return Long.compareUnsigned(magnitudeLow, POWER_LOW[digits]) < 0;
    }

    public boolean fits(int digits) {
        return fits(high, low, digits);
    }

    /// High half of the negated value; the low half is `-low`.
    public static long negatedHigh(long high, long low) {
        return low == 0 ? -high : ~high;
    }

    /// High half of a sum whose low half is `leftLow + rightLow`. Wraps.
    public static long sumHigh(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        long carry = Long.compareUnsigned(leftLow + rightLow, leftLow) < 0 ? 1 : 0;
        return leftHigh + rightHigh + carry;
    }

    public boolean add(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        long sum = sumHigh(leftHigh, leftLow, rightHigh, rightLow);
        boolean fits = ((leftHigh ^ sum) & (rightHigh ^ sum)) >= 0;
        set(sum, leftLow + rightLow);
        return fits;
    }

    public boolean subtract(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        long borrow = Long.compareUnsigned(leftLow, rightLow) < 0 ? 1 : 0;
        long difference = leftHigh - rightHigh - borrow;
        boolean fits = ((leftHigh ^ rightHigh) & (leftHigh ^ difference)) >= 0;
        set(difference, leftLow - rightLow);
        return fits;
    }

    /// The product; factors may be any but -2^127.
    public boolean multiply(long leftHigh, long leftLow, long rightHigh, long rightLow) {
        if (leftHigh == leftLow >> 63 && rightHigh == rightLow >> 63) {
            set(Math.multiplyHigh(leftLow, rightLow), leftLow * rightLow);
            return true;
        }
        boolean negative = (leftHigh ^ rightHigh) < 0;
        long lh = leftHigh < 0 ? negatedHigh(leftHigh, leftLow) : leftHigh;
        long ll = leftHigh < 0 ? -leftLow : leftLow;
        long rh = rightHigh < 0 ? negatedHigh(rightHigh, rightLow) : rightHigh;
        long rl = rightHigh < 0 ? -rightLow : rightLow;
        if (lh != 0 && rh != 0) {
            return false;
        }
        // One factor has only a low half; the other half's product must fit the high word.
        long outerHigh = lh != 0 ? lh : rh;
        long outerFactor = lh != 0 ? rl : ll;
        long carried = Math.unsignedMultiplyHigh(ll, rl);
        long productHigh = outerHigh * outerFactor + carried;
        boolean fits =
                Math.unsignedMultiplyHigh(outerHigh, outerFactor) == 0
                        && Long.compareUnsigned(productHigh, carried) >= 0
                        && productHigh >= 0;
        set(productHigh, ll * rl);
        if (negative) {
            negate();
        }
        return fits;
    }

    /// Multiplies by `10^digits`.
    public boolean scaleUp(int digits) {
        return digits == 0 || multiply(high, low, POWER_HIGH[digits], POWER_LOW[digits]);
    }

    /// Divides by `10^digits`, half away from zero.
    public void scaleDown(int digits) {
        if (digits > 0) {
            divide(high, low, 0, POWER_HIGH[digits], POWER_LOW[digits]);
        }
    }

    /// Scales to `digits` more digits after the point, or fewer if negative, half away from zero.
    public boolean rescale(int digits) {
        if (digits >= 0) {
            return scaleUp(digits);
        }
        scaleDown(-digits);
        return true;
    }

    /// `left * 10^digits / right`, half away from zero; the divisor is not 0, the product may have
    /// 256 bits.
    public boolean divide(long leftHigh, long leftLow, int digits, long rightHigh, long rightLow) {
        boolean negative = (leftHigh ^ rightHigh) < 0;
        boolean fits = divideMagnitudes(leftHigh, leftLow, digits, rightHigh, rightLow);
        if (fits && roundsUp(rightHigh, rightLow)) {
            low++;
            high += low == 0 ? 1 : 0;
            fits = high >= 0;
        }
        if (negative) {
            negate();
        }
        return fits;
    }

    /// `left * 10^digits / right` without what follows the point.
    public boolean truncatingDivide(
            long leftHigh, long leftLow, int digits, long rightHigh, long rightLow) {
        boolean fits = divideMagnitudes(leftHigh, leftLow, digits, rightHigh, rightLow);
        if ((leftHigh ^ rightHigh) < 0) {
            negate();
        }
        return fits;
    }

    /// The rest of `left * 10^digits / right`, with the sign of left.
    public void remainder(long leftHigh, long leftLow, int digits, long rightHigh, long rightLow) {
        boolean negative = leftHigh < 0;
        divideMagnitudes(leftHigh, leftLow, digits, rightHigh, rightLow);
        set(word(dividend, 2), word(dividend, 0));
        if (negative) {
            negate();
        }
    }

    /// The nearest double, by correctly rounded halves for values within 53 bits.
    public static double toDouble(long high, long low) {
        if (high == low >> 63) {
            return low;
        }
        return toBigInteger(high, low).doubleValue();
    }

    private void negate() {
        high = negatedHigh(high, low);
        low = -low;
    }

    /// Whether twice the rest that a division left reaches the divisor.
    private boolean roundsUp(long rightHigh, long rightLow) {
        long rh = rightHigh < 0 ? negatedHigh(rightHigh, rightLow) : rightHigh;
        long rl = rightHigh < 0 ? -rightLow : rightLow;
        long restHigh = word(dividend, 2);
        long restLow = word(dividend, 0);
        // rest < divisor <= 2^127, so twice the rest fits 128 unsigned bits.
        long twiceHigh = restHigh << 1 | restLow >>> 63;
        long twiceLow = restLow << 1;
        return twiceHigh != rh
                ? Long.compareUnsigned(twiceHigh, rh) > 0
                : Long.compareUnsigned(twiceLow, rl) >= 0;
    }

    /// Leaves the quotient of the magnitudes in this object and the rest in `dividend`.
    private boolean divideMagnitudes(
            long leftHigh, long leftLow, int digits, long rightHigh, long rightLow) {
        long lh = leftHigh < 0 ? negatedHigh(leftHigh, leftLow) : leftHigh;
        long ll = leftHigh < 0 ? -leftLow : leftLow;
        long rh = rightHigh < 0 ? negatedHigh(rightHigh, rightLow) : rightHigh;
        long rl = rightHigh < 0 ? -rightLow : rightLow;
        product(lh, ll, POWER_HIGH[digits], POWER_LOW[digits]);
        if (rh == 0 && rl > 0 && word(dividend, 2) == 0 && word(dividend, 4) == 0) {
            long all = word(dividend, 0);
            set(0, Long.divideUnsigned(all, rl));
            store(dividend, 0, all - low * rl);
            return true;
        }
        store(divisor, 0, rl);
        store(divisor, 2, rh);
        knuth();
        set(word(quotient, 2), word(quotient, 0));
        return high >= 0 && word(quotient, 4) == 0 && word(quotient, 6) == 0;
    }

    /// Unsigned 256-bit product of two unsigned 128-bit numbers, into `dividend`.
    private void product(long lh, long ll, long rh, long rl) {
        long low0 = ll * rl;
        long word1 = Math.unsignedMultiplyHigh(ll, rl);
        long crossA = lh * rl;
        long crossB = ll * rh;
        long word2 = Math.unsignedMultiplyHigh(lh, rl);
        long word3 = Math.unsignedMultiplyHigh(lh, rh);
        long crossHigh = Math.unsignedMultiplyHigh(ll, rh);
        long top = lh * rh;
        word1 += crossA;
        long carry = Long.compareUnsigned(word1, crossA) < 0 ? 1 : 0;
        word1 += crossB;
        carry += Long.compareUnsigned(word1, crossB) < 0 ? 1 : 0;
        word2 += carry;
        long carry2 = Long.compareUnsigned(word2, carry) < 0 ? 1 : 0;
        word2 += crossHigh;
        carry2 += Long.compareUnsigned(word2, crossHigh) < 0 ? 1 : 0;
        word2 += top;
        carry2 += Long.compareUnsigned(word2, top) < 0 ? 1 : 0;
        store(dividend, 0, low0);
        store(dividend, 2, word1);
        store(dividend, 4, word2);
        store(dividend, 6, word3 + carry2);
        dividend[8] = 0;
    }

    /// Knuth's algorithm D over 32-bit words, lowest first: `dividend / divisor` into `quotient`,
    /// the rest stays in `dividend`. The Art of Computer Programming 2, section 4.3.1.
    private void knuth() {
        java.util.Arrays.fill(quotient, 0);
        int divisorCount = 4;
        while (divisor[divisorCount - 1] == 0) {
            divisorCount--;
        }
        if (divisorCount == 1) {
            divideByWord(divisor[0] & WORD);
            return;
        }
        int shift = Integer.numberOfLeadingZeros(divisor[divisorCount - 1]);
        shiftLeft(divisor, divisorCount, shift);
        shiftLeft(dividend, 9, shift);
        long first = divisor[divisorCount - 1] & WORD;
        long second = divisor[divisorCount - 2] & WORD;
        for (int at = 8 - divisorCount; at >= 0; at--) {
            long two =
                    (dividend[at + divisorCount] & WORD) << 32
                            | dividend[at + divisorCount - 1] & WORD;
            long guess = Long.divideUnsigned(two, first);
            long rest = two - guess * first;
            while (guess > WORD
                    || rest <= WORD
                            && Long.compareUnsigned(
                                            guess * second,
                                            rest << 32 | dividend[at + divisorCount - 2] & WORD)
                                    > 0) {
                guess--;
                rest += first;
                if (rest > WORD) {
                    break;
                }
            }
            quotient[at] = (int) subtractProduct(guess, at, divisorCount);
        }
        shiftRight(dividend, 9, shift);
    }

    private void divideByWord(long by) {
        long rest = 0;
        for (int at = 8; at >= 0; at--) {
            long two = rest << 32 | dividend[at] & WORD;
            quotient[at] = (int) Long.divideUnsigned(two, by);
            rest = Long.remainderUnsigned(two, by);
            dividend[at] = 0;
        }
        dividend[0] = (int) rest;
    }

    /// Subtracts `guess * divisor` from the dividend at `at`; where that was one too much, adds the
    /// divisor back. Gives the true digit.
    private long subtractProduct(long guess, int at, int divisorCount) {
        long carry = 0;
        long borrow = 0;
        for (int i = 0; i < divisorCount; i++) {
            long part = guess * (divisor[i] & WORD) + carry;
            carry = part >>> 32;
            long difference = (dividend[at + i] & WORD) - (part & WORD) - borrow;
            dividend[at + i] = (int) difference;
            borrow = difference >>> 63;
        }
        long difference = (dividend[at + divisorCount] & WORD) - carry - borrow;
        dividend[at + divisorCount] = (int) difference;
        if (difference >= 0) {
            return guess;
        }
        carry = 0;
        for (int i = 0; i < divisorCount; i++) {
            long sum = (dividend[at + i] & WORD) + (divisor[i] & WORD) + carry;
            dividend[at + i] = (int) sum;
            carry = sum >>> 32;
        }
        dividend[at + divisorCount] += (int) carry;
        return guess - 1;
    }

    private static void shiftLeft(int[] words, int count, int shift) {
        if (shift == 0) {
            return;
        }
        for (int i = count - 1; i > 0; i--) {
            words[i] = words[i] << shift | words[i - 1] >>> 32 - shift;
        }
        words[0] <<= shift;
    }

    private static void shiftRight(int[] words, int count, int shift) {
        if (shift == 0) {
            return;
        }
        for (int i = 0; i < count - 1; i++) {
            words[i] = words[i] >>> shift | words[i + 1] << 32 - shift;
        }
        words[count - 1] >>>= shift;
    }

    private static long word(int[] words, int at) {
        return (long) words[at + 1] << 32 | words[at] & WORD;
    }

    private static void store(int[] words, int at, long value) {
        words[at] = (int) value;
        words[at + 1] = (int) (value >>> 32);
    }
}
