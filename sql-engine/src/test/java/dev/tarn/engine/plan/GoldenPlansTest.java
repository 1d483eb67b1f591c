package dev.tarn.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.SqlException;
import dev.tarn.engine.physical.PlanText;
import dev.tarn.engine.statement.Statement;
import dev.tarn.engine.statement.StatementPlanner;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The plans of `src/test/plans/*.sql` are those of the `.plan` file beside each. To accept new
/// plans, run with `-Dtarn.update-plans=true` and read the diff.
class GoldenPlansTest {
    private static final Path FOLDER = Path.of("src/test/plans");

    @TestFactory
    Stream<DynamicTest> the_plans_of_each_topic_are_as_written() throws IOException {
        StatementPlanner planner = FixtureCatalog.planner(FixtureCatalog.create());
        List<Path> topics;
        try (Stream<Path> files = Files.list(FOLDER)) {
            topics = files.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
        }
        assertThat(topics).isNotEmpty();
        return topics.stream()
                .map(topic ->
                        DynamicTest.dynamicTest(
                                topic.getFileName().toString(), () -> check(topic, planner)));
    }

    private static void check(Path topic, StatementPlanner planner) throws IOException {
        StringBuilder actual = new StringBuilder();
        for (String sql : Files.readString(topic).split(";\\s*\n", -1)) {
            if (!sql.isBlank()) {
                actual.append(sql.strip()).append(";\n\n").append(plan(sql, planner)).append('\n');
            }
        }
        Path golden = topic.resolveSibling(topic.getFileName().toString().replace(".sql", ".plan"));
        if (Boolean.getBoolean("tarn.update-plans")) {
            Files.writeString(golden, actual);
        }
        assertThat(golden).exists();
        assertThat(actual.toString()).isEqualTo(Files.readString(golden));
    }

    private static String plan(String sql, StatementPlanner planner) {
        try {
            return planner.plan(FixtureCatalog.session(), sql, List.of())
                            instanceof Statement.Select select
                    ? PlanText.of(select.plan())
                    : "not a query\n";
        } catch (SqlException e) {
            return "error: " + e.getMessage() + "\n";
        }
    }
}
