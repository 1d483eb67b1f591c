package dev.tarn.engine.plan.range;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.DataType.Decimal;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;

/// Whole numbers from `least` to `most`, both included: what the values of an integer or the
/// unscaled values of a decimal may be, in every row where they are not null.
record Interval(BigInteger least, BigInteger most) {
    Interval {
        if (least.compareTo(most) > 0) {
            throw new IllegalArgumentException("Nothing is from %s to %s".formatted(least, most));
        }
    }

    static Interval of(long least, long most) {
        return new Interval(BigInteger.valueOf(least), BigInteger.valueOf(most));
    }

    /// All that `type` can hold; null for what is not an integer or a decimal.
    static @Nullable Interval ofType(DataType type) {
        if (type instanceof Decimal decimal) {
            return ofDigits(decimal.precision());
        }
        if (type == DataType.BIGINT) {
            return of(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (type == DataType.INTEGER) {
            return of(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (type == DataType.SMALLINT) {
            return of(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return type == DataType.TINYINT ? of(Byte.MIN_VALUE, Byte.MAX_VALUE) : null;
    }

    /// All numbers of at most `digits` digits.
    static Interval ofDigits(int digits) {
        BigInteger most = BigInteger.TEN.pow(digits).subtract(BigInteger.ONE);
        return new Interval(most.negate(), most);
    }

    boolean isWithin(Interval other) {
        return least.compareTo(other.least) >= 0 && most.compareTo(other.most) <= 0;
    }

    /// What is in both; `other` itself where nothing is.
    Interval within(Interval other) {
        BigInteger from = least.max(other.least);
        BigInteger to = most.min(other.most);
        return from.compareTo(to) > 0 ? other : new Interval(from, to);
    }

    /// The least interval that holds both.
    Interval hull(Interval other) {
        return new Interval(least.min(other.least), most.max(other.most));
    }

    Interval plus(Interval other) {
        return new Interval(least.add(other.least), most.add(other.most));
    }

    Interval minus(Interval other) {
        return plus(other.negated());
    }

    Interval times(Interval other) {
        BigInteger a = least.multiply(other.least);
        BigInteger b = least.multiply(other.most);
        BigInteger c = most.multiply(other.least);
        BigInteger d = most.multiply(other.most);
        return new Interval(a.min(b).min(c.min(d)), a.max(b).max(c.max(d)));
    }

    Interval negated() {
        return new Interval(most.negate(), least.negate());
    }

    /// Times `10^digits`, for digits of 0 or more.
    Interval scaledUp(int digits) {
        BigInteger factor = BigInteger.TEN.pow(digits);
        return new Interval(least.multiply(factor), most.multiply(factor));
    }

    /// Divided by `10^digits`, in whichever way that is rounded.
    Interval scaledDown(int digits) {
        BigInteger divisor = BigInteger.TEN.pow(digits);
        return new Interval(
                least.divide(divisor).subtract(BigInteger.ONE),
                most.divide(divisor).add(BigInteger.ONE));
    }
}
