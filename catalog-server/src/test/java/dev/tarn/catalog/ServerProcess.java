package dev.tarn.catalog;

import dev.tarn.catalog.store.StoreLocation;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A catalog server in a process of its own, which can be killed.
final class ServerProcess implements AutoCloseable {
    private static final String SQLITE = "sqlite";

    private final Process process;
    private final URI uri;

    private ServerProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /// @param store where the catalog of that directory has its pointers
    static ServerProcess start(Path directory, StoreLocation store) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .forEach(command::add);
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        directory.toString(),
                        switch (store) {
                            case StoreLocation.Sqlite _ -> SQLITE;
                            case StoreLocation.Postgresql postgres -> postgres.url();
                        }));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("http://")) {
                Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
                return new ServerProcess(process, URI.create(line));
            }
        }
        throw new IOException("The server did not start: exit code " + process.exitValue());
    }

    URI uri() {
        return uri;
    }

    /// As `kill -9` does.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws IOException {
        CatalogConfig config = RunningCatalog.config(Path.of(arguments[0]));
        if (!arguments[1].equals(SQLITE)) {
            config = config.withStore(TestStores.postgres(arguments[1]));
        }
        try (CatalogServer server = CatalogServer.start(config, 0)) {
            System.out.println(server.uri());
            while (System.in.read() >= 0) {
                // until the test has ended
            }
        }
    }
}
