package dev.tarn.engine.physical;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How the files of two tables fall into groups of which each joins with one of the other table
/// alone, and in which order their rows are.
///
/// Iceberg's bucket of a value is `hash mod n`, so that files whose numbers of buckets differ meet
/// by `bucket mod g`, where `g` divides both. A group is the list of these, one for each of
/// `parts`, or null where the value is null.
///
/// @param parts what groups are made by: never empty
/// @param keys the numbers of the join's keys in the order of both sides' files
/// @param descending of each of `keys`
/// @param nullsFirst of each of `keys`
public record MergeLayout(
        List<Part> parts,
        List<Integer> keys,
        List<Boolean> descending,
        List<Boolean> nullsFirst,
        Side left,
        Side right) {
    public MergeLayout {
        parts = List.copyOf(parts);
        keys = List.copyOf(keys);
        descending = List.copyOf(descending);
        nullsFirst = List.copyOf(nullsFirst);
    }

    /// The join's key `key`, bucketed into groups of `buckets`.
    public record Part(int key, int buckets) {}

    /// One side.
    ///
    /// @param fields by partition spec, for each part the place of its bucket in the partition
    /// @param orders the table's sort orders that begin with the keys
    public record Side(Map<Integer, List<Integer>> fields, Set<Integer> orders) {
        public Side {
            fields = Map.copyOf(fields);
            orders = Set.copyOf(orders);
        }
    }

    /// The order of the rows of a side, whose columns `ordinals` are the join's keys.
    public List<SortKey> order(List<Integer> ordinals) {
        List<SortKey> order = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            order.add(new SortKey(ordinals.get(keys.get(i)), descending.get(i), nullsFirst.get(i)));
        }
        return order;
    }
}
