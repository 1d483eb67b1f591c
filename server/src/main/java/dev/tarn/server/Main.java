package dev.tarn.server;

import dev.tarn.server.command.AccessCommand;
import dev.tarn.server.command.DemoCommand;
import dev.tarn.server.command.PurgeCommand;
import dev.tarn.server.command.ReconcileCommand;
import dev.tarn.server.command.ServeCommand;
import dev.tarn.server.command.SqlCommand;
import dev.tarn.server.command.TokenCommand;
import dev.tarn.server.command.UndropCommand;
import dev.tarn.server.command.VersionCommand;
import dev.tarn.server.config.ConfigException;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// The command line: `tarn COMMAND …`.
///
/// Exit codes: 0 done, 1 the command went wrong, 2 it was asked wrongly.
@Command(
        name = "tarn",
        header = "A lakehouse in one process: Iceberg catalog, SQL engine, table maintenance.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HelpCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = run(arguments, System.out, System.err);
        System.out.flush();
        System.exit(code);
    }

    /// Runs one command line with its output going to `out` and `err`; returns the exit code.
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        return commandLine(out, err).execute(arguments);
    }

    private static CommandLine commandLine(PrintStream out, PrintStream err) {
        CommandLine line =
                new CommandLine(new Main())
                        .addSubcommand(new SqlCommand())
                        .addSubcommand(new ServeCommand())
                        .addSubcommand(new TokenCommand())
                        .addSubcommand(new AccessCommand())
                        .addSubcommand(new DemoCommand())
                        .addSubcommand(new UndropCommand())
                        .addSubcommand(new PurgeCommand())
                        .addSubcommand(new ReconcileCommand())
                        .addSubcommand(new VersionCommand())
                        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        addHelp(line);
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            failed.getErr().println("tarn: " + describe(failure));
            if (!expected(failure)) {
                failure.printStackTrace(failed.getErr());
            }
            return failure instanceof ConfigException ? 2 : 1;
        });
        return line;
    }

    /// `--help` behind every command, whose own commands get it too.
    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Print this, and do nothing.")
                                .build());
        for (CommandLine command : line.getSubcommands().values()) {
            if (!(command.getCommand() instanceof HelpCommand)) {
                addHelp(command);
            }
        }
    }

    private static String describe(Exception failure) {
        return expected(failure)
                ? String.valueOf(failure.getMessage())
                : "This should not happen: " + failure;
    }

    private static boolean expected(Exception failure) {
        return failure instanceof ConfigException || failure instanceof CommandException;
    }
}
