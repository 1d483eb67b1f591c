package dev.tarn.engine.exec;

import dev.tarn.storage.LiveBounds;
import dev.tarn.storage.RowFilter;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// All that operators find out of the rows they need of one scan. Filters are added while the plan
/// is turned into pipelines, on one thread; after that this is thread-safe.
public final class LiveFilters implements LiveBounds {
    private final List<LiveFilter> filters = new ArrayList<>();
    private final List<Sink> required = new ArrayList<>();
    private volatile Known known = new Known(List.of(), Expressions.alwaysTrue());

    /// What each filter said last, and all of it together.
    private record Known(List<Expression> parts, Expression all) {}

    public void add(LiveFilter filter) {
        filters.add(filter);
    }

    /// The same of a filter that is complete once `complete` is finished, for which the scan waits.
    public void add(LiveFilter filter, Sink complete) {
        filters.add(filter);
        if (!required.contains(complete)) {
            required.add(complete);
        }
    }

    /// `scan`, but not before the filters are complete that it waits for.
    public Flow before(Flow scan) {
        required.forEach(scan::after);
        return scan;
    }

    /// The conditions on rows, once the scan begins.
    public List<RowFilter.Conjunct> rows() {
        List<RowFilter.Conjunct> conditions = new ArrayList<>();
        for (LiveFilter filter : filters) {
            RowFilter.Conjunct condition = filter.rows();
            if (condition != null) {
                conditions.add(condition);
            }
        }
        return conditions;
    }

    /// A line about each filter that has something to tell.
    public List<String> texts() {
        return filters.stream().map(LiveFilter::text).filter(text -> !text.isEmpty()).toList();
    }

    @Override
    public List<String> columns() {
        Set<String> columns = new LinkedHashSet<>();
        filters.forEach(filter -> columns.addAll(filter.columns()));
        return List.copyOf(columns);
    }

    @Override
    public Expression current() {
        Known last = known;
        boolean changed = last.parts.size() != filters.size();
        for (int i = 0; i < filters.size() && !changed; i++) {
            changed = filters.get(i).current() != last.parts.get(i);
        }
        if (!changed) {
            return last.all;
        }
        List<Expression> parts = filters.stream().map(LiveFilter::current).toList();
        Expression all = Expressions.alwaysTrue();
        for (Expression part : parts) {
            all = Expressions.and(all, part);
        }
        known = new Known(parts, all);
        return all;
    }
}
