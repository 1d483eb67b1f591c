package dev.tarn.bench.duel;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/// Whether two engines gave the same answer.
///
/// Whole numbers and decimals are equal in value. Where one side has a binary fraction, numbers may
/// differ by a billionth of themselves (engines add in different orders) or by half of the last
/// decimal place that the other side has (averages of decimals keep a scale in Tarn, and are
/// doubles in DuckDB). All other values are equal as text.
final class SameRows {
    private static final BigDecimal BILLIONTH = new BigDecimal("1e-9");

    private SameRows() {}

    /// Compares row by row: questions with more than one row have an order.
    static boolean same(List<List<@Nullable Object>> ours, List<List<@Nullable Object>> theirs) {
        if (ours.size() != theirs.size()) {
            return false;
        }
        for (int row = 0; row < ours.size(); row++) {
            if (ours.get(row).size() != theirs.get(row).size()) {
                return false;
            }
            for (int i = 0; i < ours.get(row).size(); i++) {
                if (!same(ours.get(row).get(i), theirs.get(row).get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean same(@Nullable Object ours, @Nullable Object theirs) {
        if (ours == null || theirs == null) {
            return ours == theirs;
        }
        if (!(ours instanceof Number a) || !(theirs instanceof Number b)) {
            return text(ours).equals(text(theirs));
        }
        if (isNotFinite(a) || isNotFinite(b)) {
            return a.doubleValue() == b.doubleValue()
                    || Double.isNaN(a.doubleValue()) && Double.isNaN(b.doubleValue());
        }
        BigDecimal difference = decimal(a).subtract(decimal(b)).abs();
        return difference.compareTo(tolerance(a, b).max(tolerance(b, a))) <= 0;
    }

    /// What `exact` may differ by because `other` is a binary fraction.
    private static BigDecimal tolerance(Number exact, Number other) {
        if (!(other instanceof Double || other instanceof Float)) {
            return BigDecimal.ZERO;
        }
        BigDecimal relative = decimal(other).abs().multiply(BILLIONTH);
        return exact instanceof BigDecimal decimal
                ? relative.max(new BigDecimal(BigInteger.valueOf(5), decimal.scale() + 1))
                : relative;
    }

    private static boolean isNotFinite(Number number) {
        return number instanceof Double d && !Double.isFinite(d)
                || number instanceof Float f && !Float.isFinite(f);
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    private static String text(Object value) {
        return value instanceof java.sql.Timestamp time
                ? time.toLocalDateTime().toString()
                : value.toString();
    }
}
