package dev.tarn.engine.command;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A MERGE by random clauses, and what it makes of a map of rows.
///
/// @param source what is merged: values of k by id
record ModeledMerge(Map<Long, @Nullable Integer> source, List<Clause> clauses) {
    private enum Match {
        MATCHED(" matched"),
        NOT_MATCHED(" not matched"),
        BY_SOURCE(" not matched by source");

        private final String sql;

        Match(String sql) {
            this.sql = sql;
        }
    }

    /// What is done to rows whose k, the source's where there is one, is below `limit`.
    private record Clause(Match match, int limit, boolean deletes) {
        String sql() {
            String k = match == Match.BY_SOURCE ? "t.k" : "s.k";
            String action =
                    switch (match) {
                        case NOT_MATCHED -> "insert (k, id) values (s.k, s.id)";
                        case MATCHED ->
                                deletes ? "delete" : "update set k = s.k, name = t.name || 'm'";
                        case BY_SOURCE -> deletes ? "delete" : "update set t.k = t.k + 1";
                    };
            return " when%s and %s < %d then %s".formatted(match.sql, k, limit, action);
        }

        boolean takes(Match of, @Nullable Integer k) {
            return match == of && k != null && k < limit;
        }
    }

    static ModeledMerge of(Random random, long nextId) {
        Map<Long, @Nullable Integer> source = new TreeMap<>();
        int count = 1 + random.nextInt(10);
        for (int i = 0; i < count; i++) {
            source.put(
                    random.nextLong(nextId + 5),
                    random.nextInt(6) == 0 ? null : (Integer) random.nextInt(4));
        }
        List<Clause> clauses = new ArrayList<>();
        int clauseCount = 1 + random.nextInt(4);
        for (int i = 0; i < clauseCount; i++) {
            Match match = Match.values()[random.nextInt(3)];
            clauses.add(new Clause(match, random.nextInt(6), random.nextBoolean()));
        }
        return new ModeledMerge(source, clauses);
    }

    /// The statement, into the table or branch `target`.
    String sql(String target) {
        String values =
                source.entrySet().stream()
                        .map(row -> "(%d, %s)".formatted(row.getKey(), row.getValue()))
                        .collect(Collectors.joining(", "));
        return "merge into %s as t using (values %s) as s(id, k) on t.id = s.id%s"
                .formatted(
                        target,
                        values,
                        clauses.stream().map(Clause::sql).collect(Collectors.joining()));
    }

    /// The first id that is behind all of the source's.
    long endId() {
        return source.keySet().stream().mapToLong(id -> id + 1).max().orElse(0);
    }

    /// What it makes of `rows`, where those that come get `extra` in the column they leave out.
    Map<Long, ModeledRow> apply(Map<Long, ModeledRow> rows, @Nullable String extra) {
        Map<Long, ModeledRow> after = new TreeMap<>();
        rows.forEach((id, row) -> {
            ModeledRow changed = source.containsKey(id) ? matched(id, row) : unmatched(row);
            if (changed != null) {
                after.put(id, changed);
            }
        });
        source.forEach((id, k) -> {
            if (!rows.containsKey(id) && first(Match.NOT_MATCHED, k) != null) {
                after.put(id, new ModeledRow(k, null, extra, -1));
            }
        });
        return after;
    }

    private @Nullable ModeledRow matched(long id, ModeledRow row) {
        Integer k = source.get(id);
        Clause clause = first(Match.MATCHED, k);
        if (clause == null || clause.deletes()) {
            return clause == null ? row : null;
        }
        return row.with(k, row.name() == null ? null : row.name() + "m");
    }

    private @Nullable ModeledRow unmatched(ModeledRow row) {
        Integer k = row.k();
        Clause clause = first(Match.BY_SOURCE, k);
        if (clause == null || clause.deletes()) {
            return clause == null ? row : null;
        }
        return row.with(Objects.requireNonNull(k) + 1, row.name());
    }

    private @Nullable Clause first(Match match, @Nullable Integer k) {
        return clauses.stream().filter(clause -> clause.takes(match, k)).findFirst().orElse(null);
    }
}
