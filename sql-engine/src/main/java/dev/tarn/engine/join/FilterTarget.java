package dev.tarn.engine.join;

import dev.tarn.engine.physical.Plan;

import java.util.List;

/// A scan that gives the left side of a join some of its keys unchanged: `keys[i]` is column
/// `ordinals[i]` of `scan`, whose rows with keys that the right side lacks nobody needs.
/// `filtersRows` says whether single rows are worth asking about, or only bounds of many.
public record FilterTarget(
        Plan.TableScan scan, List<Integer> keys, List<Integer> ordinals, boolean filtersRows) {
    public FilterTarget {
        keys = List.copyOf(keys);
        ordinals = List.copyOf(ordinals);
    }
}
