package dev.tarn.engine.schema;

import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// Adds up the rows of partitions, which may be of several specs, by the columns that they are
/// partitioned by. Owned by who reads manifests or a statistics file.
final class PartitionTotals {
    private final Map<Integer, Types.NestedField> columns = new HashMap<>();
    private final Map<Integer, Map<Integer, Source>> sourcesBySpec = new HashMap<>();
    private final Map<Integer, Histogram.Builder> histograms = new HashMap<>();
    private double rows;

    /// What the field of a spec at `index` says of a column.
    private record Source(int index, PartitionSpan span) {}

    /// @param fields the table's columns, of which nested ones are left out
    PartitionTotals(List<Types.NestedField> fields) {
        for (Types.NestedField field : fields) {
            columns.put(field.fieldId(), field);
            histograms.put(field.fieldId(), new Histogram.Builder());
        }
    }

    /// Adds rows of one partition. A column that its spec does not tell of is unknown from then on.
    ///
    /// @param values by the index of the spec's field
    void add(PartitionSpec spec, IntFunction<@Nullable Object> values, double count) {
        rows += count;
        if (count <= 0 || histograms.isEmpty()) {
            return;
        }
        Map<Integer, Source> sources =
                sourcesBySpec.computeIfAbsent(spec.specId(), _ -> sources(spec));
        histograms.keySet().retainAll(sources.keySet());
        histograms.forEach((column, histogram) -> {
            Source source = sources.get(column);
            Object value = source == null ? null : values.apply(source.index);
            if (source != null && value != null) {
                source.span.add(value, count, histogram);
            }
        });
    }

    /// The fields of `spec` that tell most of each column.
    private Map<Integer, Source> sources(PartitionSpec spec) {
        Map<Integer, Source> sources = new HashMap<>();
        for (int i = 0; i < spec.fields().size(); i++) {
            PartitionField field = spec.fields().get(i);
            Types.NestedField column = columns.get(field.sourceId());
            PartitionSpan span = column == null ? null : PartitionSpan.of(field, column.type());
            if (span != null) {
                sources.merge(
                        field.sourceId(),
                        new Source(i, span),
                        (one, other) -> other.span.isFinerThan(one.span) ? other : one);
            }
        }
        return sources;
    }

    /// All rows that were added.
    double rows() {
        return rows;
    }

    /// How rows are spread over the values of a column; null where partitions do not tell.
    @Nullable Histogram histogram(int fieldId) {
        Histogram.Builder histogram = histograms.get(fieldId);
        return histogram == null ? null : histogram.build(rows);
    }
}
