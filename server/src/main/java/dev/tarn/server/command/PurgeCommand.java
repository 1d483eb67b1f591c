package dev.tarn.server.command;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.Upkeeper;
import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.server.CommandException;
import dev.tarn.server.Tarn;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.remote.RemoteCatalog;

import org.apache.iceberg.catalog.TableIdentifier;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/// `tarn purge`: ends a dropped table or view before its retention does.
@Command(
        name = "purge",
        description = {
            "Delete the files of a dropped table now, or with --keep-files only forget it; its"
                    + " location is free then, and it cannot be undropped.",
            "`tarn undrop` lists what is dropped."
        },
        sortOptions = false)
public final class PurgeCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAMESPACE.TABLE", description = "The name it had.")
    @Nullable String name;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Which one, from the list; needed where several had the name.")
    @Nullable String id;

    @Option(names = "--keep-files", description = "Let go of it and leave its files alone.")
    boolean keepsFiles;

    @Mixin ServerOptions remoteOptions = new ServerOptions();

    @Mixin ConfigOptions options = new ConfigOptions();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (remoteOptions.server != null) {
            try (RemoteCatalog remote =
                    new RemoteCatalog(remoteOptions.server, remoteOptions.token)) {
                run(remote.dropped(), keepsFiles ? remote::forgetDropped : remote::purgeDropped);
            }
        } else {
            try (TarnCatalog catalog = Tarn.openCatalog(TarnConfig.from(options.settings()))) {
                Upkeeper upkeep = catalog.upkeep();
                run(upkeep.dropped(), keepsFiles ? upkeep::forgetDropped : upkeep::purgeDropped);
                upkeep.runDue();
            } catch (RuntimeException e) {
                throw UndropCommand.described(e);
            }
        }
        return 0;
    }

    private void run(List<DroppedEntry> dropped, Consumer<String> end) {
        DroppedEntry entry = find(dropped);
        end.accept(entry.id());
        spec.commandLine()
                .getOut()
                .printf(
                        keepsFiles ? "Forgot %s %s; its files stay%n" : "Purged %s %s%n",
                        entry.kind(),
                        entry.name());
    }

    private DroppedEntry find(List<DroppedEntry> dropped) {
        TableIdentifier wanted = UndropCommand.identifier(name, null);
        if (wanted == null && id == null) {
            throw new CommandException("Purge what? Name a dropped table, or give its --id");
        }
        List<DroppedEntry> fitting =
                dropped.stream()
                        .filter(entry -> wanted == null || entry.name().equals(wanted))
                        .filter(entry -> id == null || entry.id().equals(id))
                        .filter(entry -> entry.state().equals("kept"))
                        .toList();
        String what = wanted == null ? "with id " + id : wanted.toString();
        if (fitting.isEmpty()) {
            throw new CommandException("No dropped table or view %s is kept".formatted(what));
        }
        if (fitting.size() > 1) {
            throw new CommandException(
                    "%d dropped ones were called %s; say which with --id: %s"
                            .formatted(
                                    fitting.size(),
                                    what,
                                    fitting.stream().map(DroppedEntry::id).toList()));
        }
        return fitting.getFirst();
    }
}
