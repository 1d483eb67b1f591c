package dev.tarn.server.command;

import dev.tarn.engine.Session;
import dev.tarn.maintenance.Maintenance;
import dev.tarn.server.Tarn;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.output.Format;
import dev.tarn.server.query.StatementRunner;
import dev.tarn.server.remote.RemoteServer;
import dev.tarn.server.shell.ScriptRunner;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/// `tarn maintain`: one maintenance action on tables, one after the other, for cron and schedulers.
///
/// A table that fails does not keep the others from being maintained. Exit codes: 0 all done, 1 at
/// least one failed, 2 asked wrongly.
@Command(
        name = "maintain",
        description = {
            "Maintain tables: run an action, such as expire-snapshots or remove-orphan-files, on"
                    + " each of them; embedded on a folder, or on a server.",
            "Exits with 0 if all is done, 1 if the action failed on a table, 2 if it was asked"
                    + " wrongly."
        },
        sortOptions = false)
public final class MaintainCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ACTION", description = "The procedure's name.")
    String action = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TABLE", description = "The tables.")
    List<String> tables = new ArrayList<>();

    @Option(names = "--dry-run", description = "Change nothing and say what would change.")
    boolean dryRun;

    @Option(
            names = {"-o", "--option"},
            paramLabel = "NAME=SQL",
            description = "An argument of the procedure, as SQL; may be repeated.")
    Map<String, String> arguments = new LinkedHashMap<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, csv, json, jsonl or markdown (default: table).")
    String format = "table";

    @Mixin ServerOptions remoteOptions = new ServerOptions();

    @Mixin ConfigOptions options = new ConfigOptions();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Format wanted = SqlCommand.format(format);
        List<String> calls = calls();
        TarnConfig config = TarnConfig.from(options.settings());
        if (remoteOptions.server != null) {
            try (RemoteServer remote =
                    new RemoteServer(remoteOptions.server, remoteOptions.token)) {
                return run(remote, session(config), wanted, calls);
            }
        }
        try (Tarn tarn = Tarn.openToQuery(config)) {
            return run(tarn.runner("maintain"), session(config), wanted, calls);
        }
    }

    private static Session session(TarnConfig config) {
        return Session.of(
                System.getProperty("user.name", "anonymous"),
                config.lake().catalogName(),
                Tarn.DEFAULT_NAMESPACE);
    }

    private List<String> calls() {
        String procedure = action.toLowerCase(Locale.ROOT).replace('-', '_');
        List<String> known = new ArrayList<>();
        Maintenance.procedures().forEach(each -> known.add(each.name()));
        if (!known.contains(procedure)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "There is no action '%s'; there are %s"
                            .formatted(
                                    action,
                                    String.join(
                                            ", ",
                                            known.stream()
                                                    .map(name -> name.replace('_', '-'))
                                                    .toList())));
        }
        List<String> calls = new ArrayList<>();
        for (String table : tables) {
            StringBuilder call = new StringBuilder("CALL system." + procedure);
            call.append("(table => '").append(table.replace("'", "''")).append("'");
            arguments.forEach(
                    (name, sql) -> call.append(", ").append(name).append(" => ").append(sql));
            call.append(dryRun ? ", dry_run => true)" : ")");
            calls.add(call.toString());
        }
        return calls;
    }

    private static int run(
            StatementRunner runner, Session session, Format format, List<String> calls)
            throws IOException {
        OutputStream out =
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 64 << 10);
        boolean isDone = true;
        for (String call : calls) {
            isDone &= new ScriptRunner(runner, session, format, out, System.err).runAll(call);
        }
        out.flush();
        return isDone ? 0 : 1;
    }
}
