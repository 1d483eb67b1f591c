package dev.tarn.bench.engines;

import java.math.BigDecimal;
import java.util.List;

/// Whether two engines gave the same answer, compared as text.
///
/// Numbers may differ by half of the last decimal place that both have (engines keep different
/// scales of averages), or by a billionth of themselves.
final class SameText {
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal BILLIONTH = new BigDecimal("1e-9");

    private SameText() {}

    static boolean same(List<List<String>> ours, List<List<String>> theirs) {
        boolean same = ours.size() == theirs.size();
        for (int row = 0; same && row < ours.size(); row++) {
            same = ours.get(row).size() == theirs.get(row).size();
            for (int i = 0; same && i < ours.get(row).size(); i++) {
                same = same(ours.get(row).get(i), theirs.get(row).get(i));
            }
        }
        return same;
    }

    private static boolean same(String ours, String theirs) {
        return ours.strip().equals(theirs.strip()) || isClose(ours, theirs);
    }

    private static boolean isClose(String ours, String theirs) {
        BigDecimal a;
        BigDecimal b;
        try {
            a = new BigDecimal(ours);
            b = new BigDecimal(theirs);
        } catch (NumberFormatException e) {
            return false;
        }
        BigDecimal lastPlace = HALF.movePointLeft(Math.min(a.scale(), b.scale()));
        return a.subtract(b).abs().compareTo(lastPlace.max(a.abs().multiply(BILLIONTH))) <= 0;
    }
}
