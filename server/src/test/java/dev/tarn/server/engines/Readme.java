package dev.tarn.server.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tarn.testkit.engines.EngineProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The examples that README.md shows: what the tests run is what it says.
final class Readme {
    private Readme() {}

    /// A JDK that is as old as another engine asks for; the test is skipped where there is none.
    static Path jdk(int oldest, int newest) throws IOException {
        Optional<Path> found = EngineProcess.jdk(oldest, newest);
        assumeTrue(
                found.isPresent(),
                "no JDK from %d to %d in /usr/lib/jvm".formatted(oldest, newest));
        return found.get();
    }

    /// The first block of code after an engine's name in bold.
    static String example(String engine) throws IOException {
        String text = Files.readString(Path.of(System.getProperty("tarn.root"), "README.md"));
        Matcher block =
                Pattern.compile(
                                Pattern.quote("**" + engine + "**") + ".*?```\\w*\n(.*?)\n```",
                                Pattern.DOTALL)
                        .matcher(text);
        assertThat(block.find()).as("README.md has an example for %s", engine).isTrue();
        return block.group(1);
    }
}
