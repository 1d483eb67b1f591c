package dev.tarn.storage.parquet.prune;

import dev.tarn.storage.parquet.prune.Bounds.Nulls;
import dev.tarn.storage.parquet.prune.Condition.ColumnTest;

import java.util.Arrays;

/// What bounds tell of a test.
final class BoundsJudge {
    private BoundsJudge() {}

    /// How many of the rows meet a test.
    enum Verdict {
        NONE,
        MAYBE,
        ALL
    }

    static Verdict judge(ColumnTest test, Bounds bounds) {
        Op op = test.op();
        if (bounds.nulls() == Nulls.ALL) {
            return op.takesNull() ? Verdict.ALL : Verdict.NONE;
        }
        Verdict values = ofNumbers(test, bounds);
        boolean none =
                values == Verdict.NONE
                        && (bounds.nulls() == Nulls.NONE || !op.takesNull())
                        && (!bounds.nans() || !op.takesNan());
        if (none) {
            return Verdict.NONE;
        }
        boolean all =
                values == Verdict.ALL
                        && (bounds.nulls() == Nulls.NONE || op.takesNull())
                        && (!bounds.nans() || op.takesNan());
        return all ? Verdict.ALL : Verdict.MAYBE;
    }

    /// Of the values that are neither null nor NaN.
    private static Verdict ofNumbers(ColumnTest test, Bounds bounds) {
        Object min = bounds.min();
        Object max = bounds.max();
        StoredType type = test.type();
        switch (test.op()) {
            case IS_NULL, IS_NAN -> {
                return Verdict.NONE;
            }
            case NOT_NULL, NOT_NAN -> {
                return Verdict.ALL;
            }
            default -> {}
        }
        if (min == null || max == null || type == null) {
            return Verdict.MAYBE;
        }
        Object[] values = test.values();
        return switch (test.op()) {
            case IS_NULL, IS_NAN, NOT_NULL, NOT_NAN -> Verdict.MAYBE;
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> ofRange(test, type, min, max);
            case IN -> ofSet(type, values, min, max);
            case NOT_IN -> opposite(ofSet(type, values, min, max));
            case STARTS_WITH -> ofPrefix((byte[]) values[0], (byte[]) min, (byte[]) max);
            case NOT_STARTS_WITH ->
                    opposite(ofPrefix((byte[]) values[0], (byte[]) min, (byte[]) max));
        };
    }

    private static Verdict opposite(Verdict verdict) {
        return switch (verdict) {
            case NONE -> Verdict.ALL;
            case MAYBE -> Verdict.MAYBE;
            case ALL -> Verdict.NONE;
        };
    }

    /// The values that meet a comparison lie on one side, so that both bounds meet it only if all
    /// values do, and neither only if none does.
    private static Verdict ofRange(ColumnTest test, StoredType type, Object min, Object max) {
        boolean low = test.op().takes(min, test.values(), type);
        boolean high = test.op().takes(max, test.values(), type);
        return low && high ? Verdict.ALL : low || high ? Verdict.MAYBE : Verdict.NONE;
    }

    private static Verdict ofSet(StoredType type, Object[] values, Object min, Object max) {
        int found = Arrays.binarySearch(values, min, type::compare);
        int next = found >= 0 ? found : -found - 1;
        if (next == values.length || type.compare(values[next], max) > 0) {
            return Verdict.NONE;
        }
        return found >= 0 && type.compare(min, max) == 0 ? Verdict.ALL : Verdict.MAYBE;
    }

    private static Verdict ofPrefix(byte[] prefix, byte[] min, byte[] max) {
        int length = Math.min(prefix.length, min.length);
        boolean above = Arrays.compareUnsigned(min, 0, length, prefix, 0, prefix.length) > 0;
        boolean below = Arrays.compareUnsigned(max, prefix) < 0;
        if (above || below) {
            return Verdict.NONE;
        }
        return Op.startsWith(min, prefix) && Op.startsWith(max, prefix)
                ? Verdict.ALL
                : Verdict.MAYBE;
    }
}
