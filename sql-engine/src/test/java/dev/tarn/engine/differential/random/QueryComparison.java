package dev.tarn.engine.differential.random;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.harness.Agreement;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Asks both engines the same queries and makes a disagreement as small as it gets. One thread.
final class QueryComparison {
    private static final int MOST_QUESTIONS = 250;

    private final TestEngine tarn;
    private final DuckDb duck;
    private final Map<String, Integer> counts = new TreeMap<>();

    /// What became of a question, and what of it is told.
    ///
    /// @param kind equal for disagreements that are probably one
    private record Outcome(String kind, String told) {
        static final Outcome SAME = new Outcome("same", "");
        static final Outcome UNASKED = new Outcome("DuckDB refuses", "");

        boolean isDisagreement() {
            return kind.startsWith("wrong") || kind.startsWith("error");
        }
    }

    QueryComparison(TestEngine tarn, DuckDb duck) {
        this.tarn = tarn;
        this.duck = duck;
    }

    /// How many questions ended in what.
    Map<String, Integer> counts() {
        return counts;
    }

    /// What the engines disagree about, with the least query that shows it; null if they agree.
    @Nullable String disagreement(Query query) {
        Outcome outcome = ask(query);
        counts.merge(outcome.kind(), 1, Integer::sum);
        if (!outcome.isDisagreement()) {
            return null;
        }
        Query least = least(query, outcome.kind());
        return "Tarn:   %s%nDuckDB: %s%n%s%s"
                .formatted(least.tarn(), least.duck(), ask(least).told(), System.lineSeparator());
    }

    private Outcome ask(Query query) {
        List<List<@Nullable Object>> theirs;
        try {
            theirs = duck.values(query.duck());
        } catch (IllegalStateException e) {
            return Outcome.UNASKED;
        }
        List<List<@Nullable Object>> ours;
        try {
            ours = tarn.values(query.tarn());
        } catch (SqlException e) {
            String told = e.code() + ": " + e.getMessage();
            return e.code() == ErrorCode.NOT_SUPPORTED
                    ? new Outcome("Tarn refuses", told)
                    : new Outcome("error " + e.code(), told);
        } catch (RuntimeException | AssertionError e) {
            return new Outcome("error " + e.getClass().getSimpleName(), e.toString());
        }
        String difference =
                query.isOrdered()
                        ? Agreement.ofOrdered(ours, theirs)
                        : Agreement.ofUnordered(ours, theirs);
        return difference == null ? Outcome.SAME : new Outcome("wrong", difference);
    }

    /// The least query that ends the same way.
    private Query least(Query query, String kind) {
        Query least = query;
        int asked = 0;
        boolean found = true;
        while (found && asked < MOST_QUESTIONS) {
            found = false;
            List<Query> smaller =
                    least.smaller().stream()
                            .sorted(Comparator.comparing(one -> one.tarn().length()))
                            .toList();
            int most = least.tarn().length();
            for (Query one : smaller) {
                if (one.tarn().length() < most && asked++ < MOST_QUESTIONS) {
                    if (ask(one).kind().equals(kind)) {
                        least = one;
                        found = true;
                        break;
                    }
                }
            }
        }
        return least;
    }
}
