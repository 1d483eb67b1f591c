package dev.tarn.server.command;

import dev.tarn.server.Tarn;
import dev.tarn.server.Version;
import dev.tarn.server.WebServer;
import dev.tarn.server.config.HttpConfig;
import dev.tarn.server.config.Key;
import dev.tarn.server.config.Settings;
import dev.tarn.server.config.TarnConfig;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `tarn serve`: all HTTP doors, until Ctrl-C or SIGTERM.
@Command(name = "serve", description = "Serve the catalog and SQL over HTTP.")
public final class ServeCommand implements Callable<Integer> {
    @Option(names = "--host", paramLabel = "ADDRESS", description = "Default: 127.0.0.1.")
    @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Default: 8181; 0 takes a free one.")
    @Nullable String port;

    @Mixin ConfigOptions options = new ConfigOptions();

    /// The command of these flags; null where picocli is to read them.
    public static @Nullable ServeCommand plain(List<String> arguments) {
        ServeCommand command = new ServeCommand();
        PlainFlags flags =
                command.options
                        .addTo(new PlainFlags())
                        .once("--host", address -> command.host = address)
                        .once("--port", number -> command.port = number);
        return flags.read(arguments) ? command : null;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (System.getProperty("tarn.log.level") == null) {
            System.setProperty("tarn.log.level", "INFO");
        }
        Settings settings = options.settings();
        if (host != null) {
            settings.set(Key.HTTP_HOST, host, "--host");
        }
        if (port != null) {
            settings.set(Key.HTTP_PORT, port, "--port");
        }
        serve(TarnConfig.from(settings), System.err);
        return 0;
    }

    private static void serve(TarnConfig config, PrintStream err) throws InterruptedException {
        long started = System.nanoTime();
        Tarn tarn = Tarn.open(config);
        WebServer server;
        try {
            server = tarn.serve();
        } catch (RuntimeException e) {
            tarn.close();
            throw e;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook =
                Thread.ofPlatform()
                        .name("stop")
                        .unstarted(() -> {
                            err.println("Stopping.");
                            server.close();
                            tarn.close();
                            stopped.countDown();
                        });
        Runtime.getRuntime().addShutdownHook(hook);
        greet(config, server.port(), started, err);
        stopped.await();
    }

    private static void greet(TarnConfig config, int port, long started, PrintStream err) {
        HttpConfig http = config.http();
        String name = http.loopback() || http.host().equals("0.0.0.0") ? "127.0.0.1" : http.host();
        String base = "http://" + name + ":" + port;
        err.print(
                """
                Tarn %s is ready after %d ms, with the lake in %s
                  catalog   %s/catalog
                  JDBC      jdbc:trino://%s:%d/%s?user=%s
                  SQL       curl -d '{"sql": "show tables"}' %s/api/v1/sql
                  shell     ./tarn sql --server %s
                """
                        .formatted(
                                Version.TARN,
                                (System.nanoTime() - started) / 1_000_000,
                                config.lake().dataDirectory(),
                                base,
                                name,
                                port,
                                config.lake().catalogName(),
                                System.getProperty("user.name", "me"),
                                base,
                                base));
    }
}
