package dev.tarn.testkit.slt;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs scripts against a connection, one record after the other, and never stops at a failure.
///
/// Also fills in answers: [#update] gives back the script with each answer replaced by what the
/// engine said, to be read before it is committed.
public final class SltRunner {
    private final SltConnection connection;
    private final SltOptions options;

    public SltRunner(SltConnection connection, SltOptions options) {
        this.connection = connection;
        this.options = options;
    }

    /// Checks every record of `script`.
    public SltReport run(SltScript script) {
        return new Run(script).run();
    }

    /// Checks only the record that starts at `line` (from 1), after the statements before it.
    public SltReport runLine(SltScript script, int line) {
        List<SltRecord> kept = new ArrayList<>();
        for (SltRecord step : script.records()) {
            if (step.line() == line
                    || (step.line() < line && step instanceof SltRecord.Statement)) {
                kept.add(step);
            }
        }
        int skipped = script.skipped() + script.records().size() - kept.size();
        return run(new SltScript(script.name(), script.lines(), kept, skipped));
    }

    /// The text of `script` with every answer as the engine gives it now. Queries that fail keep
    /// what they had.
    public String update(SltScript script) {
        List<String> lines = new ArrayList<>();
        int copied = 0;
        int threshold = 0;
        for (SltRecord step : script.records()) {
            switch (step) {
                case SltRecord.HashThreshold hash -> threshold = hash.valueCount();
                case SltRecord.Statement statement -> tryExecute(statement.sql());
                case SltRecord.Failure failure -> tryExecute(failure.sql());
                case SltRecord.Halt _ -> {}
                case SltRecord.Query query -> {
                    List<String> answer = answerOrOld(query, threshold);
                    lines.addAll(script.lines().subList(copied, query.answerLine()));
                    if (!lines.getLast().equals("----")) {
                        lines.add("----");
                    }
                    lines.addAll(answer);
                    copied = query.answerLine() + query.expected().size();
                }
            }
        }
        lines.addAll(script.lines().subList(copied, script.lines().size()));
        return String.join("\n", lines) + "\n";
    }

    private void tryExecute(String sql) {
        try {
            execute(sql);
        } catch (RuntimeException ignored) {
            // An update shows failures only by answers that stay as they were.
        }
    }

    private List<String> answerOrOld(SltRecord.Query query, int threshold) {
        try {
            List<List<@Nullable String>> rows = execute(query.sql());
            return rows == null
                    ? query.expected()
                    : SltAnswer.of(rows, query.types(), query.sort()).lines(threshold);
        } catch (RuntimeException failed) {
            return query.expected();
        }
    }

    private @Nullable List<List<@Nullable String>> execute(String sql) {
        String rewritten = options.rewrite().rewrite(sql);
        return rewritten == null ? null : connection.execute(rewritten);
    }

    /// One pass over one script.
    private final class Run {
        private final SltScript script;
        private final Map<String, String> hashOfLabel = new HashMap<>();
        private final List<String> failures = new ArrayList<>();
        private int passed;
        private int skipped;
        private int queries;

        Run(SltScript script) {
            this.script = script;
            this.skipped = script.skipped();
        }

        SltReport run() {
            for (SltRecord step : script.records()) {
                switch (step) {
                    case SltRecord.Statement statement -> statement(statement);
                    case SltRecord.Failure failure -> failure(failure);
                    case SltRecord.Query query -> {
                        if (queries++ % options.queryStride() == 0) {
                            query(query);
                        } else {
                            skipped++;
                        }
                    }
                    case SltRecord.HashThreshold _, SltRecord.Halt _ -> {}
                }
            }
            return new SltReport(script.name(), passed, skipped, failures);
        }

        private void statement(SltRecord.Statement step) {
            try {
                count(execute(step.sql()) != null);
            } catch (RuntimeException e) {
                fail(step.line(), step.sql(), "statement must succeed, but: " + e.getMessage());
            }
        }

        private void failure(SltRecord.Failure step) {
            try {
                if (execute(step.sql()) == null) {
                    count(false);
                    return;
                }
                fail(step.line(), step.sql(), "statement must fail, but succeeded");
            } catch (RuntimeException e) {
                String message = String.valueOf(e.getMessage());
                if (step.pattern() == null || step.pattern().matcher(message).find()) {
                    count(true);
                    return;
                }
                fail(
                        step.line(),
                        step.sql(),
                        "error must match /%s/, but is: %s".formatted(step.pattern(), message));
            }
        }

        private void query(SltRecord.Query step) {
            try {
                List<List<@Nullable String>> rows = execute(step.sql());
                if (rows == null) {
                    count(false);
                    return;
                }
                SltAnswer answer = SltAnswer.of(rows, step.types(), step.sort());
                if (!answer.matches(step.expected())) {
                    fail(step.line(), step.sql(), difference(step, answer));
                    return;
                }
                checkLabel(step, answer);
            } catch (RuntimeException e) {
                fail(step.line(), step.sql(), "query must succeed, but: " + e.getMessage());
            }
        }

        private void checkLabel(SltRecord.Query step, SltAnswer answer) {
            String label = step.label();
            String hash = answer.hash();
            String before = label == null ? null : hashOfLabel.putIfAbsent(label, hash);
            if (before != null && !before.equals(hash)) {
                fail(step.line(), step.sql(), "answer differs from others labelled " + label);
                return;
            }
            count(true);
        }

        private static String difference(SltRecord.Query step, SltAnswer answer) {
            int shown = 30;
            List<String> actual =
                    step.expected().size() == answer.valueCount()
                            ? answer.byValue()
                            : answer.byRow();
            return "expected:\n%s\nbut was (%s):\n%s"
                    .formatted(
                            String.join("\n", step.expected().stream().limit(shown).toList()),
                            answer.hash(),
                            String.join("\n", actual.stream().limit(shown).toList()));
        }

        private void count(boolean ran) {
            if (ran) {
                passed++;
            } else {
                skipped++;
            }
        }

        private void fail(int line, String sql, String why) {
            failures.add("%s:%d: %s\n%s".formatted(script.name(), line, why, sql));
        }
    }
}
