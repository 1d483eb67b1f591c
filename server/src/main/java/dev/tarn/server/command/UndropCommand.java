package dev.tarn.server.command;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.service.DroppedEntry;
import dev.tarn.catalog.service.UndropRequest;
import dev.tarn.server.CommandException;
import dev.tarn.server.Tarn;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.remote.RemoteCatalog;

import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// `tarn undrop`: brings back a dropped table or view, or lists what is dropped.
@Command(
        name = "undrop",
        description = {
            "Bring back a dropped table or view; without a name, list what is dropped.",
            "A purged table cannot come back."
        },
        sortOptions = false)
public final class UndropCommand implements Callable<Integer> {
    private static final String LINE = "%-36s  %-7s  %-20s  %-20s  %s%n";

    @Parameters(
            arity = "0..1",
            paramLabel = "NAMESPACE.TABLE",
            description = "The name it had; of several the last dropped.")
    @Nullable String name;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "The name it gets: a table's, or namespace.table.")
    @Nullable String as;

    @Option(names = "--id", paramLabel = "ID", description = "Which one, from the list.")
    @Nullable String id;

    @Mixin ServerOptions remoteOptions = new ServerOptions();

    @Mixin ConfigOptions options = new ConfigOptions();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (remoteOptions.server != null) {
            try (RemoteCatalog remote =
                    new RemoteCatalog(remoteOptions.server, remoteOptions.token)) {
                run(remote::dropped, remote::undrop, out);
            }
            return 0;
        }
        try (TarnCatalog catalog = Tarn.openCatalog(TarnConfig.from(options.settings()))) {
            run(catalog.upkeep()::dropped, catalog.upkeep()::undrop, out);
        } catch (RuntimeException e) {
            throw described(e);
        }
        return 0;
    }

    private interface Listing {
        List<DroppedEntry> dropped();
    }

    private interface Undropping {
        DroppedEntry undrop(UndropRequest request);
    }

    private void run(Listing listing, Undropping undropping, PrintWriter out) {
        TableIdentifier wanted = identifier(name, null);
        if (wanted == null && id == null) {
            list(listing.dropped(), out);
            return;
        }
        Namespace namespace = wanted == null ? null : wanted.namespace();
        DroppedEntry entry =
                undropping.undrop(new UndropRequest(wanted, id, identifier(as, namespace)));
        out.printf("Undropped %s %s%n", entry.kind(), entry.name());
    }

    private static void list(List<DroppedEntry> entries, PrintWriter out) {
        if (entries.isEmpty()) {
            out.println("Nothing is dropped.");
            return;
        }
        out.printf(LINE, "id", "state", "dropped", "expires", "name");
        for (DroppedEntry entry : entries) {
            out.printf(
                    LINE,
                    entry.id(),
                    entry.state(),
                    seconds(entry.dropped().toString()),
                    seconds(entry.expires().toString()),
                    entry.name());
        }
    }

    private static String seconds(String instant) {
        return instant.length() > 19 ? instant.substring(0, 19) + "Z" : instant;
    }

    /// @param otherwise the namespace of a name without one; null where there must be one
    static @Nullable TableIdentifier identifier(
            @Nullable String text, @Nullable Namespace otherwise) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split("\\.", -1);
        if (parts.length == 1 && otherwise != null) {
            return TableIdentifier.of(otherwise, text);
        }
        if (parts.length < 2 || Arrays.asList(parts).contains("")) {
            throw new CommandException("'%s' is not NAMESPACE.TABLE".formatted(text));
        }
        return TableIdentifier.of(parts);
    }

    /// What the catalog refuses is no mistake of ours.
    static RuntimeException described(RuntimeException error) {
        boolean isRefusal =
                error instanceof NoSuchTableException
                        || error instanceof NoSuchNamespaceException
                        || error instanceof AlreadyExistsException
                        || error instanceof BadRequestException
                        || error instanceof NotFoundException;
        return isRefusal ? new CommandException(String.valueOf(error.getMessage()), error) : error;
    }
}
