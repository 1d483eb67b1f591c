package dev.tarn.server.command;

import dev.tarn.engine.Session;
import dev.tarn.engine.SqlException;
import dev.tarn.server.CommandException;
import dev.tarn.server.Tarn;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;
import dev.tarn.server.demo.Demo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `tarn demo`.
@Command(name = "demo", description = "Load, query and change sample data, and say what happens.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--trips", hidden = true)
    int tripCount = Demo.TRIP_COUNT;

    @Option(names = "--scale-factor", hidden = true)
    double scaleFactor = Demo.SCALE_FACTOR;

    @Mixin ConfigOptions options = new ConfigOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = options.settings();
        if (options.data == null) {
            settings.set(Key.DATA_DIR, "tarn-demo", "the demo");
        }
        TarnConfig config = TarnConfig.from(settings);
        Path data = config.lake().dataDirectory();
        boolean terminal = System.console() != null && System.console().isTerminal();
        try (Tarn tarn = Tarn.open(config)) {
            Session session = Session.of("demo", config.lake().catalogName(), null);
            Demo.Size size = new Demo.Size(data.resolve("files"), tripCount, scaleFactor);
            new Demo(tarn.runner("demo"), session, size, System.out, terminal).run(data);
        } catch (SqlException e) {
            throw new CommandException(e.code() + ": " + e.getMessage(), e);
        }
        return 0;
    }
}
