package dev.tarn.server.command;

import dev.tarn.server.Version;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// `tarn version`.
@Command(name = "version", description = "Print the version, and what it runs on.")
public final class VersionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .printf(
                        "tarn %s (Java %s, %s %s)%n",
                        Version.TARN,
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        return 0;
    }
}
