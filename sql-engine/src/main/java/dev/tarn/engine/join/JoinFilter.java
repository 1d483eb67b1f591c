package dev.tarn.engine.join;

import dev.tarn.engine.exec.LiveFilter;
import dev.tarn.storage.RowFilter;

import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// What a join's build side says to one scan of its other side. Thread-safe.
final class JoinFilter implements LiveFilter {
    private final KeyFilter filter;
    private final List<String> columns;
    private final List<Integer> ordinals;
    private final boolean filtersRows;
    private final LongAdder askedRows = new LongAdder();
    private final LongAdder droppedRows = new LongAdder();
    private volatile Expression current = Expressions.alwaysTrue();

    /// `filter` for a scan whose columns `columns`, at `ordinals`, are its keys; for single rows
    /// where `filtersRows` is set.
    JoinFilter(
            KeyFilter filter, List<String> columns, List<Integer> ordinals, boolean filtersRows) {
        this.filter = filter;
        this.columns = List.copyOf(columns);
        this.ordinals = List.copyOf(ordinals);
        this.filtersRows = filtersRows;
    }

    @Override
    public List<String> columns() {
        KeyFilter.Known known = filter.known();
        return known == null || known.least() == null ? List.of() : columns;
    }

    @Override
    public Expression current() {
        Expression last = current;
        KeyFilter.Known known = filter.known();
        if (known == null || last.op() != Expression.Operation.TRUE) {
            return last;
        }
        Expression made = expression(known);
        if (made.op() != Expression.Operation.TRUE) {
            current = made;
        }
        return current;
    }

    private Expression expression(KeyFilter.Known known) {
        Object least = known.least();
        Object most = known.most();
        if (known.rowCount() == 0) {
            return Expressions.alwaysFalse();
        }
        if (least == null || most == null) {
            return Expressions.alwaysTrue();
        }
        String column = columns.getFirst();
        if (!known.values().isEmpty()) {
            return Expressions.in(column, known.values());
        }
        return Expressions.and(
                Expressions.greaterThanOrEqual(column, least),
                Expressions.lessThanOrEqual(column, most));
    }

    @Override
    public RowFilter.@Nullable Conjunct rows() {
        KeyFilter.Known known = filter.known();
        KeyBits bits = known == null ? null : known.bits();
        return known == null || bits == null || !filtersRows ? null : new Rows(known, bits);
    }

    private final class Rows implements RowFilter.Conjunct {
        private final KeyFilter.Known known;
        private final KeyBits bits;

        Rows(KeyFilter.Known known, KeyBits bits) {
            this.known = known;
            this.bits = bits;
        }

        @Override
        public List<Integer> ordinals() {
            return ordinals;
        }

        @Override
        public boolean mayFail() {
            return false;
        }

        @Override
        public RowFilter.Evaluator open() {
            return new KeyEvaluator(ordinals, known.newEncoder(), bits, askedRows, droppedRows);
        }
    }

    @Override
    public String text() {
        KeyFilter.Known known = filter.known();
        if (known == null) {
            return "join filter on %s: none, as build rows are on disk".formatted(columns);
        }
        StringBuilder text = new StringBuilder("join filter on %s: ".formatted(columns));
        text.append(known.rowCount()).append(" rows");
        if (!known.values().isEmpty()) {
            text.append(", ").append(known.values().size()).append(" values");
        }
        if (known.least() != null) {
            text.append(", from ").append(known.least()).append(" to ").append(known.most());
        }
        KeyBits bits = known.bits();
        if (bits != null && filtersRows) {
            text.append(
                    "; %s asked of %d rows, left out %d"
                            .formatted(bits.kind(), askedRows.sum(), droppedRows.sum()));
        }
        return text.toString();
    }
}
