package dev.tarn.engine.harness;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Whether two engines' rows of Java values mean the same.
///
/// Whole numbers, decimals, texts, dates are equal or not. Floating point numbers may differ in
/// their last digits, since sums depend on the order of rows. Where Tarn has a decimal and DuckDB a
/// double (averages, quotients), the double is rounded to Tarn's scale.
public final class Agreement {
    private static final double RELATIVE = 1e-9;
    private static final double RELATIVE_REAL = 1e-5;
    private static final int SHOWN_ROWS = 5;

    /// Of a unit of the last digit: a double in the middle may have been rounded either way.
    private static final BigDecimal HALF = new BigDecimal("0.50001");

    private record Keyed(String key, List<@Nullable Object> row) {}

    private Agreement() {}

    /// What differs, as text; null when nothing does. The rows come in the same order.
    public static @Nullable String ofOrdered(
            List<List<@Nullable Object>> ours, List<List<@Nullable Object>> theirs) {
        StringBuilder told = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < Math.max(ours.size(), theirs.size()) && shown < SHOWN_ROWS; i++) {
            String mine = i < ours.size() ? ExactRows.text(ours.get(i)) : "no row";
            String other = i < theirs.size() ? ExactRows.text(theirs.get(i)) : "no row";
            boolean same =
                    i < ours.size() && i < theirs.size() && areSame(ours.get(i), theirs.get(i));
            if (!same) {
                shown++;
                told.append("row %d: Tarn %s%n".formatted(i + 1, mine));
                told.append("row %d: DuckDB %s%n".formatted(i + 1, other));
            }
        }
        return shown == 0
                ? null
                : "%d rows of Tarn, %d of DuckDB%n%s".formatted(ours.size(), theirs.size(), told);
    }

    /// What differs, as text; null when nothing does. The order of the rows is left open.
    public static @Nullable String ofUnordered(
            List<List<@Nullable Object>> ours, List<List<@Nullable Object>> theirs) {
        return ofOrdered(sorted(ours), sorted(theirs));
    }

    /// By what is exact first, then by the rest with few digits, then with more, so that rows which
    /// are the same meet.
    private static List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows) {
        List<Keyed> keyed = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            keyed.add(new Keyed(key(row), row));
        }
        keyed.sort(Comparator.comparing(Keyed::key));
        List<List<@Nullable Object>> sorted = new ArrayList<>();
        for (Keyed one : keyed) {
            sorted.add(one.row());
        }
        return sorted;
    }

    private static String key(List<@Nullable Object> row) {
        List<@Nullable Object> exact = new ArrayList<>();
        List<@Nullable Object> rounded = new ArrayList<>();
        for (Object value : row) {
            BigDecimal number = value == null ? null : number(value);
            exact.add(number == null ? value : "#");
            rounded.add(
                    number == null ? null : number.round(new MathContext(5)).stripTrailingZeros());
        }
        exact.addAll(rounded);
        for (Object value : row) {
            BigDecimal number = value == null ? null : number(value);
            exact.add(number == null ? null : number.round(new MathContext(12)));
        }
        return ExactRows.text(exact);
    }

    private static boolean areSame(List<@Nullable Object> ours, List<@Nullable Object> theirs) {
        boolean same = ours.size() == theirs.size();
        for (int i = 0; same && i < ours.size(); i++) {
            same = isSame(ours.get(i), theirs.get(i));
        }
        return same;
    }

    private static boolean isSame(@Nullable Object ours, @Nullable Object theirs) {
        if (ours == null || theirs == null) {
            return ours == theirs;
        }
        BigDecimal mine = number(ours);
        BigDecimal other = number(theirs);
        if (mine == null || other == null) {
            return ExactRows.text(ours).equals(ExactRows.text(theirs));
        }
        if (ours instanceof BigDecimal && theirs instanceof Double) {
            BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(-mine.scale());
            return isNear(mine, other, RELATIVE)
                    || mine.compareTo(other.setScale(mine.scale(), RoundingMode.HALF_UP)) == 0
                    || mine.subtract(other).abs().compareTo(unit.multiply(HALF)) <= 0;
        }
        if (ours instanceof Float || theirs instanceof Float) {
            return isNear(mine, other, RELATIVE_REAL);
        }
        return ours instanceof Double || theirs instanceof Double
                ? isNear(mine, other, RELATIVE)
                : mine.compareTo(other) == 0;
    }

    private static boolean isNear(BigDecimal mine, BigDecimal other, double relative) {
        BigDecimal most = mine.abs().max(other.abs()).max(BigDecimal.ONE);
        return mine.subtract(other).abs().compareTo(most.multiply(new BigDecimal(relative))) <= 0;
    }

    /// Null for what is no number, and for NaN and the infinities.
    private static @Nullable BigDecimal number(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            case Double real -> Double.isFinite(real) ? new BigDecimal(real) : null;
            case Float real -> Float.isFinite(real) ? new BigDecimal(real) : null;
            case Number integer -> BigDecimal.valueOf(integer.longValue());
            default -> null;
        };
    }
}
