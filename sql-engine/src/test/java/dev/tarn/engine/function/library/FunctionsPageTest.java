package dev.tarn.engine.function.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.engine.function.AggregateFamily;
import dev.tarn.engine.function.FunctionRegistry;
import dev.tarn.engine.function.ScalarFamily;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The page `docs/coverage/functions.md` is written from the registry; `-Dtarn.update=true` writes
/// it.
class FunctionsPageTest {

    @Test
    void the_page_of_functions_lists_the_registry() throws IOException {
        Path page = root().resolve("docs/coverage/functions.md");
        String wanted = page(Functions.standard());
        if (Boolean.getBoolean("tarn.update")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, wanted);
        }
        assertThat(page).as("run with -Dtarn.update=true").hasContent(wanted);
    }

    @Test
    void no_function_is_there_that_is_said_to_be_left_out() {
        assertThat(TrinoFunctions.decidedAndThere()).isEmpty();
    }

    private static Path root() {
        Path at = Path.of(System.getProperty("tarn.root", "")).toAbsolutePath();
        while (at != null && !Files.exists(at.resolve("columnar/pom.xml"))) {
            at = at.getParent();
        }
        assertThat(at).as("the repository's root").isNotNull();
        return java.util.Objects.requireNonNull(at);
    }

    private static String page(FunctionRegistry registry) {
        StringBuilder text = new StringBuilder();
        text.append("# Functions\n\n");
        text.append("Written from the registry by `FunctionsPageTest`; do not edit.\n\n");
        text.append("## Scalar functions and operators\n\n");
        text.append("| name | use |\n|---|---|\n");
        for (ScalarFamily family : registry.scalars()) {
            row(text, family.name(), family.usage());
        }
        text.append("\n## Aggregate functions\n\n");
        text.append("| name | use |\n|---|---|\n");
        for (AggregateFamily family : registry.aggregates()) {
            row(text, family.name(), family.usage());
        }
        text.append("\n## Functions of Trino that are not there\n\n");
        text.append("| name | why |\n|---|---|\n");
        TrinoFunctions.missing().forEach((name, reason) -> row(text, name, reason));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String usage) {
        text.append("| `").append(name).append("` | ");
        text.append(usage.replace("|", "\\|").replace("<", "&lt;")).append(" |\n");
    }
}
