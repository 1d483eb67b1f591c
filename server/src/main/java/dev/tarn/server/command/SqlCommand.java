package dev.tarn.server.command;

import dev.tarn.engine.Session;
import dev.tarn.server.CommandException;
import dev.tarn.server.Tarn;
import dev.tarn.server.Version;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Format;
import dev.tarn.server.query.StatementRunner;
import dev.tarn.server.remote.RemoteServer;
import dev.tarn.server.shell.Script;
import dev.tarn.server.shell.ScriptRunner;
import dev.tarn.server.shell.Shell;

import org.apache.iceberg.catalog.Namespace;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/// `tarn sql`: statements from `-e`, from a file, from a pipe, or from a person.
///
/// Without `--server` the engine runs in this process, on the lake's folder; a server may use the
/// same folder at the same time.
@Command(
        name = "sql",
        description = "Run SQL: embedded on a folder, or on a server.",
        sortOptions = false)
public final class SqlCommand implements Callable<Integer> {
    @Option(
            names = {"-e", "--execute"},
            paramLabel = "SQL",
            description = "Run these statements and leave; may be repeated.")
    List<String> statements = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Run the statements of this file and leave; - is standard input.")
    @Nullable Path file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, csv, json, jsonl or markdown (default: table).")
    String format = "table";

    @Mixin ServerOptions remoteOptions = new ServerOptions();

    @Option(names = "--catalog", paramLabel = "NAME", description = "Catalog for bare names.")
    @Nullable String catalog;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Namespace for bare names.")
    @Nullable String namespace;

    @Option(names = "--user", paramLabel = "NAME", description = "Who asks.")
    String user = System.getProperty("user.name", "anonymous");

    @Mixin ConfigOptions options = new ConfigOptions();

    /// The command of these flags; null where picocli is to read them.
    public static @Nullable SqlCommand plain(List<String> arguments) {
        SqlCommand command = new SqlCommand();
        PlainFlags flags =
                command.options
                        .addTo(new PlainFlags())
                        .repeated("-e", sql -> command.statements.add(sql))
                        .once("-f", file -> command.file = Path.of(file))
                        .once("--format", name -> command.format = name)
                        .once("--catalog", name -> command.catalog = name)
                        .once("--namespace", name -> command.namespace = name)
                        .once("--user", name -> command.user = name);
        return flags.read(arguments) ? command : null;
    }

    @Override
    public Integer call() throws IOException {
        Format wanted = format(format);
        TarnConfig config = TarnConfig.from(options.settings());
        if (remoteOptions.server != null) {
            try (RemoteServer remote =
                    new RemoteServer(remoteOptions.server, remoteOptions.token)) {
                return run(remote, session(config, null), wanted, script());
            }
        }
        String script = script();
        try (Tarn tarn = open(config, script)) {
            return run(
                    tarn.runner("shell"), session(config, Tarn.DEFAULT_NAMESPACE), wanted, script);
        }
    }

    /// Opens the lake at once for what may need it, so that a lake that cannot be opened is told of
    /// before anything runs.
    private static Tarn open(TarnConfig config, @Nullable String script) {
        return script == null || Script.mayNameTables(script)
                ? Tarn.openToQuery(config)
                : Tarn.openOnDemand(config);
    }

    private Session session(TarnConfig config, @Nullable Namespace defaultNamespace) {
        return Session.of(
                user,
                catalog == null ? config.lake().catalogName() : catalog,
                namespace == null ? defaultNamespace : Namespace.of(namespace.split("\\.")));
    }

    private int run(StatementRunner runner, Session session, Format wanted, @Nullable String script)
            throws IOException {
        if (script == null) {
            Path history = Path.of(System.getProperty("user.home", "."), ".tarn_history");
            try (Shell shell = Shell.open(runner, session, history)) {
                shell.run("Tarn " + Version.TARN + ". SQL ends with a semicolon; \\? helps.");
            }
            return 0;
        }
        OutputStream out =
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 << 10);
        boolean done = new ScriptRunner(runner, session, wanted, out, System.err).runAll(script);
        out.flush();
        return done ? 0 : 1;
    }

    /// What to run without asking; null when there is a person to ask.
    private @Nullable String script() throws IOException {
        if (!statements.isEmpty()) {
            return String.join(";\n", statements);
        }
        if (file != null && !file.toString().equals("-")) {
            try {
                return Files.readString(file);
            } catch (NoSuchFileException e) {
                throw new CommandException("There is no file " + file, e);
            }
        }
        boolean person = file == null && System.console() != null && System.console().isTerminal();
        return person ? null : new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /// The format of that name.
    ///
    /// @throws CommandException if there is none
    static Format format(String name) {
        try {
            return Format.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    "--format is '%s'; accepted: table, csv, json, jsonl, markdown".formatted(name),
                    e);
        }
    }
}
