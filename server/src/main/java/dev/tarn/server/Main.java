package dev.tarn.server;

import dev.tarn.server.command.AccessCommand;
import dev.tarn.server.command.DemoCommand;
import dev.tarn.server.command.MaintainCommand;
import dev.tarn.server.command.PurgeCommand;
import dev.tarn.server.command.ReconcileCommand;
import dev.tarn.server.command.ServeCommand;
import dev.tarn.server.command.SqlCommand;
import dev.tarn.server.command.TokenCommand;
import dev.tarn.server.command.UndropCommand;
import dev.tarn.server.command.VersionCommand;
import dev.tarn.server.config.ConfigException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.OptionSpec;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// The command line: `tarn COMMAND …`.
///
/// Exit codes: 0 done, 1 the command went wrong, 2 it was asked wrongly.
@Command(
        name = "tarn",
        header = "A lakehouse in one process: Iceberg catalog, SQL engine, table maintenance.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {HelpCommand.class})
public final class Main {
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private Main() {}

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("sql", SqlCommand::new);
        commands.put("serve", ServeCommand::new);
        commands.put("token", TokenCommand::new);
        commands.put("access", AccessCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("undrop", UndropCommand::new);
        commands.put("purge", PurgeCommand::new);
        commands.put("reconcile", ReconcileCommand::new);
        commands.put("maintain", MaintainCommand::new);
        commands.put("version", VersionCommand::new);
        return commands;
    }

    public static void main(String[] arguments) {
        int code = run(arguments, System.out, System.err);
        System.out.flush();
        System.exit(code);
    }

    /// Runs one command line with its output going to `out` and `err`; returns the exit code.
    public static int run(String[] arguments, PrintStream out, PrintStream err) {
        String first = arguments.length == 0 ? "" : arguments[0];
        Callable<Integer> plain = plain(first, Arrays.asList(arguments));
        return plain == null
                ? commandLine(first, out, err).execute(arguments)
                : call(plain, new PrintWriter(err, true, StandardCharsets.UTF_8));
    }

    /// The commands that should start fast, if what they are given can be read without picocli.
    private static @Nullable Callable<Integer> plain(String first, List<String> arguments) {
        return switch (first) {
            case "sql" -> SqlCommand.plain(arguments.subList(1, arguments.size()));
            case "serve" -> ServeCommand.plain(arguments.subList(1, arguments.size()));
            default -> null;
        };
    }

    private static int call(Callable<Integer> command, PrintWriter err) {
        try {
            return command.call();
        } catch (Exception failure) {
            return failed(failure, err);
        }
    }

    private static int failed(Exception failure, PrintWriter err) {
        err.println("tarn: " + describe(failure));
        if (!expected(failure)) {
            failure.printStackTrace(err);
        }
        return failure instanceof ConfigException ? 2 : 1;
    }

    /// Knows the command called `first` alone, since reading how a command is declared takes longer
    /// than some commands run; all of them where none is called so.
    private static CommandLine commandLine(String first, PrintStream out, PrintStream err) {
        CommandLine line = new CommandLine(new Main());
        COMMANDS.forEach((name, command) -> {
            if (name.equals(first) || !COMMANDS.containsKey(first)) {
                line.addSubcommand(name, command.get());
            }
        });
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        addHelp(line);
        line.setExecutionExceptionHandler(
                (failure, command, _) -> failed(failure, command.getErr()));
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
