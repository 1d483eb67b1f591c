package dev.tarn.server.command;

import dev.tarn.catalog.TarnCatalog;
import dev.tarn.catalog.service.WarehouseTasks;
import dev.tarn.server.Tarn;
import dev.tarn.server.config.ConfigException;
import dev.tarn.server.config.Durations;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.remote.RemoteCatalog;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;

/// `tarn reconcile`: deletes metadata files that killed processes left behind.
@Command(
        name = "reconcile",
        description = "Delete metadata files of commits that never came to be.",
        sortOptions = false)
public final class ReconcileCommand implements Callable<Integer> {
    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            defaultValue = "1d",
            description = "Only files this old, such as 12h; 10m at least (default: 1d).")
    String olderThan = "1d";

    @Mixin ServerOptions remoteOptions = new ServerOptions();

    @Mixin ConfigOptions options = new ConfigOptions();

    @Spec CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Duration age = age();
        if (remoteOptions.server != null) {
            try (RemoteCatalog remote =
                    new RemoteCatalog(remoteOptions.server, remoteOptions.token)) {
                out.printf("Started task %s%n", remote.reconcile(age));
            }
            return 0;
        }
        try (TarnCatalog catalog = Tarn.openCatalog(TarnConfig.from(options.settings()))) {
            out.printf("Deleted %d metadata files%n", catalog.upkeep().reconcile(age));
        }
        return 0;
    }

    private Duration age() {
        Duration age;
        try {
            age = Durations.parse(olderThan);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--older-than: " + e.getMessage());
        }
        if (age.compareTo(WarehouseTasks.LEAST_AGE) < 0) {
            throw new ConfigException(
                    "--older-than is %s; accepted: 10m or more, because a commit may be under way"
                            .formatted(olderThan));
        }
        return age;
    }
}
