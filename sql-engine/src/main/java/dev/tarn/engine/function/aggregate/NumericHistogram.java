package dev.tarn.engine.function.aggregate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// About how numbers are spread: at most so many buckets, each a mean and the weight of what it
/// stands for; exact while there are no more different numbers than buckets.
///
/// Ben-Haim, Tom-Tov: A Streaming Parallel Decision Tree Algorithm, 2010: once there are too many,
/// two neighbours become one. Which, is told by how much that adds to the squares of distances from
/// the mean (as in Ward's clustering), the first of equals. Values are collected until a fifth more
/// buckets are filled. Not thread-safe.
final class NumericHistogram {
    private final int most;
    private List<Bucket> buckets = new ArrayList<>();

    NumericHistogram(int most) {
        this.most = most;
    }

    /// A mean and its weight.
    record Bucket(double value, double weight) {
        Bucket joined(Bucket other) {
            double sum = weight + other.weight;
            return new Bucket((value * weight + other.value * other.weight) / sum, sum);
        }

        double cost(Bucket other) {
            double distance = value - other.value;
            return distance * distance * (weight * other.weight / (weight + other.weight));
        }
    }

    /// Adds a finite value with a positive weight.
    void add(double value, double weight) {
        buckets.add(new Bucket(value, weight));
        if (buckets.size() >= most + Math.max(most / 5, 1)) {
            buckets = snapshot();
        }
    }

    /// The buckets by value, at most as many as asked for. Changes nothing, so that several threads
    /// may ask at once.
    List<Bucket> snapshot() {
        List<Bucket> sorted = new ArrayList<>(buckets);
        sorted.sort(Comparator.comparingDouble(Bucket::value));
        List<Bucket> different = new ArrayList<>();
        for (Bucket bucket : sorted) {
            int last = different.size() - 1;
            if (last >= 0 && different.get(last).value() == bucket.value()) {
                double weight = different.get(last).weight() + bucket.weight();
                different.set(last, new Bucket(bucket.value(), weight));
            } else {
                different.add(bucket);
            }
        }
        return different.size() > most ? joined(different) : different;
    }

    /// Heap of the buckets, roughly.
    long sizeBytes() {
        return 40L * buckets.size();
    }

    /// Two neighbours, by the places of what they were when this was computed.
    private record Pair(double cost, int left, int right, int joins) {}

    private List<Bucket> joined(List<Bucket> sorted) {
        int count = sorted.size();
        Bucket[] kept = sorted.toArray(Bucket[]::new);
        int[] next = new int[count];
        int[] previous = new int[count];
        int[] joins = new int[count];
        PriorityQueue<Pair> pairs =
                new PriorityQueue<>(
                        Comparator.comparingDouble(Pair::cost).thenComparingInt(Pair::left));
        for (int i = 0; i < count; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            if (i + 1 < count) {
                pairs.add(new Pair(kept[i].cost(kept[i + 1]), i, i + 1, 0));
            }
        }
        for (int left = count; left > most; ) {
            Pair pair = pairs.remove();
            int at = pair.left();
            int gone = pair.right();
            boolean isCurrent =
                    joins[at] >= 0
                            && joins[gone] >= 0
                            && next[at] == gone
                            && joins[at] + joins[gone] == pair.joins();
            if (!isCurrent) {
                continue;
            }
            kept[at] = kept[at].joined(kept[gone]);
            joins[at]++;
            joins[gone] = -1;
            next[at] = next[gone];
            if (next[at] < count) {
                previous[next[at]] = at;
                pairs.add(pair(kept, joins, at, next[at]));
            }
            if (previous[at] >= 0) {
                pairs.add(pair(kept, joins, previous[at], at));
            }
            left--;
        }
        List<Bucket> out = new ArrayList<>();
        for (int at = 0; at < count; at = next[at]) {
            out.add(kept[at]);
        }
        return out;
    }

    private static Pair pair(Bucket[] kept, int[] joins, int left, int right) {
        return new Pair(kept[left].cost(kept[right]), left, right, joins[left] + joins[right]);
    }
}
