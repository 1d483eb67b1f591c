package dev.tarn.engine.physical;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The values that conditions leave to a column: NULL or not, and ranges in order that do not
/// touch. Values are in Iceberg's Java form, compared by `order`.
record ColumnDomain(boolean nulls, List<Range> ranges, Comparator<Object> order) {
    ColumnDomain {
        ranges = List.copyOf(ranges);
    }

    /// A null bound is none, and belongs to the range.
    record Range(
            @Nullable Object low,
            boolean includesLow,
            @Nullable Object high,
            boolean includesHigh) {

        static final Range ALL = new Range(null, true, null, true);

        static Range point(Object value) {
            return new Range(value, true, value, true);
        }
    }

    ColumnDomain and(ColumnDomain other) {
        List<Range> both = new ArrayList<>();
        for (Range one : ranges) {
            for (Range two : other.ranges) {
                Range common = common(one, two);
                if (common != null) {
                    both.add(common);
                }
            }
        }
        return new ColumnDomain(nulls && other.nulls, both, order);
    }

    private @Nullable Range common(Range one, Range two) {
        Range low = compareLow(one, two) >= 0 ? one : two;
        Range high = compareHigh(one, two) <= 0 ? one : two;
        Range common = new Range(low.low, low.includesLow, high.high, high.includesHigh);
        if (common.low == null || common.high == null) {
            return common;
        }
        int compared = order.compare(common.low, common.high);
        boolean isPoint = compared == 0 && common.includesLow && common.includesHigh;
        return compared < 0 || isPoint ? common : null;
    }

    ColumnDomain or(ColumnDomain other) {
        List<Range> all = new ArrayList<>(ranges);
        all.addAll(other.ranges);
        all.sort(this::compareLow);
        List<Range> apart = new ArrayList<>();
        for (Range next : all) {
            Range last = apart.isEmpty() ? null : apart.getLast();
            if (last == null || !touch(last, next)) {
                apart.add(next);
            } else if (compareHigh(next, last) > 0) {
                apart.set(
                        apart.size() - 1,
                        new Range(last.low, last.includesLow, next.high, next.includesHigh));
            }
        }
        return new ColumnDomain(nulls || other.nulls, apart, order);
    }

    private boolean touch(Range first, Range next) {
        if (first.high == null || next.low == null) {
            return true;
        }
        int compared = order.compare(first.high, next.low);
        return compared > 0 || compared == 0 && (first.includesHigh || next.includesLow);
    }

    private int compareLow(Range one, Range two) {
        if (one.low == null || two.low == null) {
            return Boolean.compare(one.low != null, two.low != null);
        }
        int compared = order.compare(one.low, two.low);
        return compared == 0 ? Boolean.compare(two.includesLow, one.includesLow) : compared;
    }

    private int compareHigh(Range one, Range two) {
        if (one.high == null || two.high == null) {
            return Boolean.compare(one.high == null, two.high == null);
        }
        int compared = order.compare(one.high, two.high);
        return compared == 0 ? Boolean.compare(one.includesHigh, two.includesHigh) : compared;
    }
}
