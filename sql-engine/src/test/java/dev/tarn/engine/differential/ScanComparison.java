package dev.tarn.engine.differential;

import dev.tarn.engine.SqlException;
import dev.tarn.engine.differential.ScanTable.Column;
import dev.tarn.engine.harness.DuckDb;
import dev.tarn.engine.harness.ExactRows;
import dev.tarn.engine.harness.TestEngine;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random projections under random conditions, asked of both engines. A disagreement is made as
/// small as it gets and told with both texts and the rows that one side has and the other has not.
record ScanComparison(TestEngine tarn, DuckDb duck) {
    private static final int SHOWN_ROWS = 5;
    private static final int MOST_STEPS = 200;
    private static final int MOST_DISAGREEMENTS = 5;

    private record Question(String table, List<String> projection, Condition condition) {
        String tarn() {
            return sql(condition.tarn());
        }

        String duck() {
            return sql(condition.duck());
        }

        private String sql(String where) {
            return "select %s from %s where %s"
                    .formatted(String.join(", ", projection), table, where);
        }

        List<Question> smaller() {
            List<Question> smaller = new ArrayList<>();
            for (Condition one : condition.smaller()) {
                smaller.add(new Question(table, projection, one));
            }
            for (int i = 0; i < projection.size() && projection.size() > 1; i++) {
                List<String> fewer = new ArrayList<>(projection);
                fewer.remove(i);
                smaller.add(new Question(table, fewer, condition));
            }
            return smaller;
        }
    }

    /// Asks `count` questions about `table`, fewer when many are answered differently, and gives
    /// the texts of those that are: both questions and what only one of the two answers.
    List<String> disagreements(ScanTable table, int count, Random random) {
        RandomConditions conditions = new RandomConditions(random, table);
        List<String> disagreements = new ArrayList<>();
        for (int i = 0; i < count && disagreements.size() < MOST_DISAGREEMENTS; i++) {
            List<String> projection = projection(table, random);
            Question question =
                    new Question(table.name(), projection, conditions.next(random.nextInt(4)));
            if (difference(question) != null) {
                Question least = least(question);
                disagreements.add(
                        "Tarn:   %s%nDuckDB: %s%n%s"
                                .formatted(least.tarn(), least.duck(), difference(least)));
            }
        }
        return disagreements;
    }

    private static List<String> projection(ScanTable table, Random random) {
        List<String> projection = new ArrayList<>();
        boolean aggregates = random.nextInt(3) == 0;
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            Column column = table.columns().get(random.nextInt(table.columns().size()));
            if (!aggregates) {
                projection.add(column.path());
            } else if (column.isNested() || column.type().equals("BOOLEAN")) {
                projection.add("count(" + column.path() + ")");
            } else {
                projection.add("min(" + column.path() + ")");
                projection.add("max(" + column.path() + ")");
            }
        }
        if (aggregates) {
            projection.add("count(*)");
        }
        return projection;
    }

    private Question least(Question question) {
        Question least = question;
        for (int step = 0; step < MOST_STEPS; step++) {
            Question smaller = firstDifferent(least.smaller());
            if (smaller == null) {
                return least;
            }
            least = smaller;
        }
        return least;
    }

    private @Nullable Question firstDifferent(List<Question> questions) {
        for (Question question : questions) {
            if (difference(question) != null) {
                return question;
            }
        }
        return null;
    }

    /// What differs, as text; null when nothing does.
    private @Nullable String difference(Question question) {
        List<String> theirs = ExactRows.sorted(duck.values(question.duck()));
        List<String> ours;
        try {
            ours = ExactRows.sorted(tarn.values(question.tarn()));
        } catch (SqlException e) {
            return "Tarn says " + e.code() + ": " + e.getMessage();
        }
        if (ours.equals(theirs)) {
            return null;
        }
        return "only Tarn (of %d): %s%nonly DuckDB (of %d): %s"
                .formatted(ours.size(), less(ours, theirs), theirs.size(), less(theirs, ours));
    }

    private static List<String> less(List<String> all, List<String> others) {
        List<String> left = new ArrayList<>(all);
        others.forEach(left::remove);
        return left.subList(0, Math.min(SHOWN_ROWS, left.size()));
    }
}
