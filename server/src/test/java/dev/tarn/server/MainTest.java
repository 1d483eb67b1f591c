package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tarn.server.config.Key;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpListsTheCommands() {
        assertThat(run("help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: tarn", "version");
    }

    @Test
    void helpOfTheCacheNamesTheDefaultOfItsKey() {
        assertThat(run("help", "serve")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--cache-bytes", "(default: " + Key.CACHE_BYTES.defaultValue() + ")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sql",
                "serve",
                "token",
                "access",
                "demo",
                "undrop",
                "purge",
                "reconcile",
                "version"
            })
    void helpMayBeAskedOfEachCommandInstead(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: tarn " + command);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void helpListsAllCommandsWhereNoneIsNamed() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("sql ", "serve ", "token ", "access ", "demo ", "reconcile ");
    }

    @Test
    void versionIsTheBuildsVersion() throws IOException {
        assertThat(run("version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("tarn " + Version.TARN + " ");
        Path pom = Path.of(System.getProperty("tarn.root", ".."), "pom.xml");
        assertThat(Files.readString(pom)).contains("<version>" + Version.TARN + "</version>");
    }

    @Test
    void anUnknownCommandIsRefusedWithExitCodeTwo() {
        assertThat(run("sqll")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("sqll");
    }

    private int run(String... arguments) {
        return Main.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
    }
}
