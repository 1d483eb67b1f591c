package dev.tarn.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.util.List;

final class PlainFlagsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-e select",
                "-e select -e values",
                "-f script.sql --format csv",
                "--data lake --config tarn.properties --cache-bytes 10",
                "--catalog a --namespace b.c --user me -e x=y",
            })
    void sqlMeansWhatPicocliReads(String line) {
        List<String> arguments = words(line);
        SqlCommand plain = SqlCommand.plain(arguments);
        SqlCommand read =
                CommandLine.populateCommand(new SqlCommand(), arguments.toArray(String[]::new));
        assertThat(plain).usingRecursiveComparison().isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--port 0", "--host 0.0.0.0 --port 8182 --data lake"})
    void serveMeansWhatPicocliReads(String line) {
        ServeCommand plain = ServeCommand.plain(words(line));
        ServeCommand read =
                CommandLine.populateCommand(new ServeCommand(), words(line).toArray(String[]::new));
        assertThat(plain).usingRecursiveComparison().isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-e",
                "-e -f",
                "-e @file",
                "--data=lake",
                "--data a --data b",
                "--fromat csv",
                "--set a=b",
                "--server http://127.0.0.1:8181",
                "select",
            })
    void anythingElseIsLeftToPicocli(String line) {
        assertThat(SqlCommand.plain(words(line))).isNull();
    }

    @Test
    void nothingIsGivenWhenSomethingIsUnknown() {
        StringBuilder given = new StringBuilder();
        PlainFlags flags = new PlainFlags().repeated("-e", given::append);
        assertThat(flags.read(List.of("-e", "1", "-x", "2"))).isFalse();
        assertThat(given).isEmpty();
        assertThat(flags.read(List.of("-e", "1", "-e", "2"))).isTrue();
        assertThat(given).hasToString("12");
    }

    private static List<String> words(String line) {
        return line.isEmpty() ? List.of() : List.of(line.split(" "));
    }
}
