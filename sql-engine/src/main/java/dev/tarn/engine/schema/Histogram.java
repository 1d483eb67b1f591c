package dev.tarn.engine.schema;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How the rows of a table are spread over the values of a column, as its partitions tell it.
///
/// Numbers, dates and times fall into buckets, ascending by their lower ends, which may overlap: a
/// partition's value, or the span of values that it stands for; neighbours are put together where
/// there are more than [#MAX_BUCKETS]. Of texts so many with the most rows are kept one by one, and
/// all others count as equally frequent (the lists of common values of PostgreSQL's statistics).
/// Rows of which the column is null are in no bucket, and count as rows. Immutable.
public final class Histogram {
    static final int MAX_BUCKETS = 1024;

    private final double rows;
    private final List<Bucket> buckets;
    private final Map<String, Double> texts;
    private final double otherValues;
    private final double otherRows;
    private final boolean wholeValues;

    /// Rows with values in `[low, high]`, which are `values` of these where that is known, else -1.
    private record Bucket(double low, double high, double rows, double values) {}

    private Histogram(
            double rows,
            List<Bucket> buckets,
            Map<String, Double> texts,
            double otherValues,
            double otherRows,
            boolean wholeValues) {
        this.rows = rows;
        this.buckets = List.copyOf(buckets);
        this.texts = Map.copyOf(texts);
        this.otherValues = otherValues;
        this.otherRows = otherRows;
        this.wholeValues = wholeValues;
    }

    /// The share of all rows whose values are in `[low, high]`.
    ///
    /// @param distinct how many values the column has, for buckets that stand for several: a bucket
    ///   that is met at all gives one of its values' rows
    public double share(double low, double high, double distinct) {
        double met = 0;
        for (Bucket bucket : buckets) {
            double from = Math.max(low, bucket.low);
            double to = Math.min(high, bucket.high);
            if (from <= to) {
                double values = bucket.values > 0 ? bucket.values : distinct / buckets.size();
                double width = bucket.high - bucket.low;
                double part = width <= 0 ? 1 : (to - from) / width;
                met += bucket.rows * Math.clamp(part, 1 / Math.max(1, values), 1);
            }
        }
        return Math.min(1, met / rows);
    }

    /// The share of all rows whose value is `text`.
    public double share(String text) {
        Double known = texts.get(text);
        double met = known != null ? known : otherValues > 0 ? otherRows / otherValues : 0;
        return met / rows;
    }

    /// Whether [#share(String)] can be asked, and else [#share(double, double, double)].
    public boolean isOfTexts() {
        return buckets.isEmpty();
    }

    /// How many values the column has, nulls aside; NaN where partitions stand for spans of them.
    public double distinct() {
        if (!wholeValues) {
            return Double.NaN;
        }
        double values = texts.size() + otherValues;
        for (Bucket bucket : buckets) {
            values += bucket.values;
        }
        return values;
    }

    /// The lower end of all buckets; NaN without any.
    public double low() {
        return buckets.stream().mapToDouble(Bucket::low).min().orElse(Double.NaN);
    }

    /// The upper end of all buckets; NaN without any.
    public double high() {
        return buckets.stream().mapToDouble(Bucket::high).max().orElse(Double.NaN);
    }

    /// Adds up rows by value. Not thread-safe.
    static final class Builder {
        private static final Comparator<Bucket> ORDER =
                Comparator.comparingDouble(Bucket::low).thenComparingDouble(Bucket::high);

        private final TreeMap<Bucket, Double> spans = new TreeMap<>(ORDER);
        private final Map<String, Double> texts = new HashMap<>();
        private boolean wholeValues = true;

        /// Rows whose values are in `[low, high]`.
        void add(double low, double high, double rowCount) {
            spans.merge(new Bucket(low, high, 0, 0), rowCount, Double::sum);
            wholeValues &= low == high;
        }

        /// Rows with the value `text`.
        void add(String text, double rowCount) {
            texts.merge(text, rowCount, Double::sum);
        }

        /// @param rows of the table, nulls among them; null where no row has a value
        @Nullable Histogram build(double rows) {
            if (rows <= 0 || spans.isEmpty() == texts.isEmpty()) {
                return null;
            }
            List<Map.Entry<String, Double>> byRows = new ArrayList<>(texts.entrySet());
            byRows.sort(Map.Entry.<String, Double>comparingByValue().reversed());
            int kept = Math.min(MAX_BUCKETS, byRows.size());
            Map<String, Double> common = new HashMap<>();
            byRows.subList(0, kept).forEach(text -> common.put(text.getKey(), text.getValue()));
            double others = 0;
            for (Map.Entry<String, Double> text : byRows.subList(kept, byRows.size())) {
                others += text.getValue();
            }
            return new Histogram(
                    rows, buckets(), common, byRows.size() - kept, others, wholeValues);
        }

        private List<Bucket> buckets() {
            int together = Math.ceilDiv(spans.size(), MAX_BUCKETS);
            List<Bucket> buckets = new ArrayList<>();
            Bucket open = null;
            int count = 0;
            for (Map.Entry<Bucket, Double> span : spans.entrySet()) {
                Bucket next = span.getKey();
                double values = wholeValues ? 1 : -1;
                if (open == null || count == together) {
                    open = new Bucket(next.low, next.high, span.getValue(), values);
                    count = 1;
                    buckets.add(open);
                    continue;
                }
                open =
                        new Bucket(
                                open.low,
                                Math.max(open.high, next.high),
                                open.rows + span.getValue(),
                                wholeValues ? open.values + 1 : -1);
                count++;
                buckets.set(buckets.size() - 1, open);
            }
            return buckets;
        }
    }
}
