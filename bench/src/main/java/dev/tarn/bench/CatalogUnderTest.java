package dev.tarn.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A catalog server in a process of its own: ours, or the reference server that Iceberg's
/// compatibility kit starts (RESTCatalogServer over JdbcCatalog). Both over SQLite and local files,
/// with their own defaults and the same heap.
abstract class CatalogUnderTest implements AutoCloseable {
    final String name;
    final URI uri;
    final Path directory;
    private final Process process;

    private CatalogUnderTest(String name, URI uri, Path directory, Process process) {
        this.name = name;
        this.uri = uri;
        this.directory = directory;
        this.process = process;
    }

    /// URI of the warehouse.
    abstract String warehouse();

    /// Puts `count` rows of tables into the database, behind the server's back.
    abstract void insertTables(String namespace, int count) throws SQLException;

    Path database() {
        return directory.resolve("catalog.db");
    }

    Process process() {
        return process;
    }

    /// Processor time that the process has used.
    long cpuNanos() {
        return process.toHandle().info().totalCpuDuration().orElseThrow().toNanos();
    }

    static CatalogUnderTest ours(Path directory) throws IOException {
        Process process = start(directory, List.of(), List.of(CatalogProcess.class.getName()));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return ours(directory, process, line(out, directory));
    }

    /// The same, where everybody must say who they are; `token` gets one of `user`'s.
    static CatalogUnderTest oursAsking(Path directory, String user, Consumer<String> token)
            throws IOException {
        Process process =
                start(directory, List.of(), List.of(CatalogProcess.class.getName(), user));
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String uri = line(out, directory);
        token.accept(line(out, directory));
        return ours(directory, process, uri);
    }

    private static String line(BufferedReader out, Path directory) throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("Our server did not start, see " + directory);
        }
        return line;
    }

    private static CatalogUnderTest ours(Path directory, Process process, String uri) {
        return new CatalogUnderTest("tarn", URI.create(uri), directory, process) {
            @Override
            String warehouse() {
                return "file://" + directory.resolve("warehouse");
            }

            @Override
            void insertTables(String namespace, int count) throws SQLException {
                insert(
                        "INSERT INTO table_like (id, warehouse_id, namespace_id, name, kind,"
                                + " location, metadata_location, version, flags, created_millis,"
                                + " updated_millis) SELECT 'id' || i, n.warehouse_id, n.id,"
                                + " printf('table_%05d', i), 'TABLE', 'file:/nowhere/' || i,"
                                + " 'file:/nowhere/' || i || '/m.json', 0, 0, 0, 0 FROM seq,"
                                + " namespace n WHERE n.path = '"
                                + namespace
                                + "'",
                        count);
            }
        };
    }

    static CatalogUnderTest reference(Path directory) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path warehouse = directory.resolve("warehouse");
        List<String> environment =
                List.of(
                        "CATALOG_REST_PORT=" + port,
                        "CATALOG_URI=jdbc:sqlite:" + directory.resolve("catalog.db"),
                        "CATALOG_WAREHOUSE=" + warehouse);
        Process process =
                start(directory, environment, List.of("org.apache.iceberg.rest.RESTCatalogServer"));
        URI uri = URI.create("http://localhost:" + port);
        awaitPort(process, port);
        return new CatalogUnderTest("reference", uri, directory, process) {
            @Override
            String warehouse() {
                return warehouse.toString();
            }

            @Override
            void insertTables(String namespace, int count) throws SQLException {
                insert(
                        "INSERT INTO iceberg_tables (catalog_name, table_namespace, table_name,"
                                + " metadata_location, iceberg_type) SELECT 'rest_backend', '"
                                + namespace
                                + "', printf('table_%05d', i), 'file:/nowhere', 'TABLE' FROM seq",
                        count);
            }
        };
    }

    void insert(String sql, int count) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 10000");
            statement.execute(
                    "WITH RECURSIVE seq(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM seq WHERE i < "
                            + count
                            + ") "
                            + sql);
        }
    }

    /// @param main its name and its arguments behind the directory
    private static Process start(Path directory, List<String> environment, List<String> main)
            throws IOException {
        Files.createDirectories(directory);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx3g",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getFirst(),
                        directory.toString()));
        command.addAll(main.subList(1, main.size()));
        ProcessBuilder builder = new ProcessBuilder(command);
        environment.forEach(pair -> {
            String[] parts = pair.split("=", 2);
            builder.environment().put(parts[0], parts[1]);
        });
        builder.redirectError(directory.resolve("server.err").toFile());
        if (!environment.isEmpty()) {
            builder.redirectOutput(directory.resolve("server.out").toFile());
        }
        return builder.start();
    }

    private static void awaitPort(Process process, int port)
            throws IOException, InterruptedException {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (java.net.Socket _ = new java.net.Socket("localhost", port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        throw new IOException("The reference server did not start within a minute");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
